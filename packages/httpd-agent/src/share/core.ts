import type { Clock, Log } from '@host-sflow/agent-runtime'
import type { Carrier } from './carrier.ts'
import type { Office } from './election.ts'
import type { Guard } from './guard.ts'
import type { Member } from './member.ts'
import type { Members } from './members.ts'
import type { Memory } from './memory.ts'
import type { OwnCounts } from './own-counts.ts'
import type { Flow } from './share.ts'
import type { Waiting } from './waiting.ts'

/** What this process is in the group, besides that it may have the stream. */
export interface Part {
  /** It hands over, or hands back, what it has, and that is all. */
  isClosing: boolean
  isOver: boolean
  /** Of the leader. */
  office: Office | undefined
  members: Members | undefined
  /** Its connection to the leader. */
  member: Member | undefined
}

/** What leading and following have in common. */
export interface Core {
  readonly key: string
  /** Of this member, and of its process. */
  readonly id: string
  readonly process: string
  readonly clock: Clock
  readonly log: Log
  readonly guard: Guard
  readonly memory: Memory
  readonly carrier: Carrier
  readonly own: OwnCounts
  readonly waiting: Waiting
  readonly part: Part
  /** The stream is this process's; the members of a leader are let in. */
  readonly begin: () => void
  /** Hands what there is to who has the stream. */
  readonly report: () => void
  /** To the stream, or to where samples wait for it. */
  readonly flow: (flow: Flow) => void
}

/** All is well again. */
export const sayWell = ({ log }: Core): void =>
  log.recovered('HSF_HTTP_SHARE', 'the processes that serve this port are reported as one')

import type { Socket } from 'node:net'
import type { Clock, Log } from '@host-sflow/agent-runtime'
import { sayProblem } from '../errors.ts'
import type { Gauges } from '../service/gauges.ts'
import type { Totals } from '../service/totals.ts'
import { flowLines } from './flow-lines.ts'
import type { Guard } from './guard.ts'
import { createLink } from './link.ts'
import type { Memory } from './memory.ts'
import { lineOf, parseLeaderMessage, PROTOCOL } from './messages.ts'
import type { Flow } from './share.ts'

/** A leader that says nothing for so long after the hello is stopped, or busy with something else. */
const ANSWER_LIMIT_MS = 1000

export interface MemberOptions {
  readonly socket: Socket
  readonly id: string
  readonly process: string
  readonly memory: Memory
  readonly clock: Clock
  readonly guard: Guard
  readonly log: Log
  /** The leader has let it in. */
  readonly onWelcome: () => void
  /** It is over: see {@link Member.ending}. */
  readonly onEnded: () => void
  /** This one could not be handed over. */
  readonly onLost: (flow: Flow) => void
}

/** The connection of a member to its leader. */
export interface Member {
  readonly isWelcome: boolean
  /** The leader is gone, wants nothing of this process, or has all that this has said; undefined: it is there. */
  readonly ending: 'gone' | 'refused' | 'dismissed' | undefined
  report(totals: Totals, gauges: Gauges | undefined): void
  flows(flows: readonly Flow[]): void
  /** Leaves for good: {@link Member.ending} tells whether the leader has got all. */
  bye(): void
  destroy(): void
}

export function createMember(options: MemberOptions): Member {
  const { memory, log } = options
  let isWelcome = false
  let reported = ''
  let ending: Member['ending']

  function onLine(line: string): void {
    const message = parseLeaderMessage(line)
    switch (message?.t) {
      case 'welcome':
        cancelLimit()
        isWelcome = true
        memory.learn(message.snapshot)
        options.onWelcome()
        return
      case 'state':
        memory.follow(message)
        return
      case 'farewell':
        ending = 'dismissed'
        link.destroy()
        return
      case 'refuse':
        ending = 'refused'
        say(
          message.v === PROTOCOL ? message.reason : `the leader speaks version ${message.v} of the protocol`,
        )
        link.destroy()
        return
      default:
        link.destroy()
    }
  }

  const say = (detail: string): void => sayProblem(log, 'HSF_HTTP_SHARE', detail)
  const link = createLink(options.socket, {
    onLine: (line) => options.guard(() => onLine(line)),
    onClose() {
      cancelLimit()
      isWelcome = false
      ending ??= 'gone'
      options.onEnded()
    },
  })
  // It is not dead: a second leader beside it would send the same numbers again.
  const cancelLimit = options.clock.schedule(
    () => say('the process that leads them does not answer'),
    ANSWER_LIMIT_MS,
  )
  link.send(
    lineOf({
      t: 'hello',
      v: PROTOCOL,
      id: options.id,
      process: options.process,
      snapshot: memory.snapshot() ?? null,
    }),
  )

  return {
    get isWelcome() {
      return isWelcome
    },
    get ending() {
      return ending
    },
    report(totals, gauges) {
      if (!link.hasRoom) return
      const line = lineOf({ t: 'report', totals: [...totals], gauges: gauges ?? null })
      if (line !== reported) link.send(line)
      reported = line
    },
    flows(flows) {
      if (!link.hasRoom) for (const flow of flows) options.onLost(flow)
      else for (const line of flowLines(flows, options.onLost)) link.send(line)
    },
    bye: () => link.send(lineOf({ t: 'bye' })),
    destroy: () => link.destroy(),
  }
}

import type { Clock, Log, Random } from '@host-sflow/agent-runtime'
import type { Share, ShareOptions } from './share.ts'

export interface CreateShareOptions extends ShareOptions {
  readonly log: Log
  readonly clock: Clock
  readonly random: Random
  /** Where the sockets of groups are, best first; a private directory of the user unless told. */
  readonly directories?: readonly string[]
  /** False: role `alone` from the beginning, without a socket. */
  readonly shared?: boolean
}

/** Joins, or begins, the group of processes with this key. */
export function createShare(_options: CreateShareOptions): Share {
  throw new Error('in the making')
}

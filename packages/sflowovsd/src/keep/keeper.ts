import type { Clock, Log } from '@host-sflow/agent-runtime'
import type { OpenVswitch, Strategy } from '../ovs/open-vswitch.ts'
import type { Watch, WatchHandlers } from '../ovs/watch.ts'
import type { Wanted } from '../settings/wanted.ts'
import type { PassesStatus } from './status.ts'

export interface KeeperOptions {
  readonly ovs: OpenVswitch
  /** Begins to watch the database. */
  readonly watch: (handlers: WatchHandlers) => Watch
  readonly log: Log
  readonly clock: Clock
  /** Rows of somebody else are taken over instead of replaced. */
  readonly adopt: boolean
  /** The status has changed; never called before `createKeeper` has returned. */
  readonly onChanged?: () => void
}

/** Keeps Open vSwitch as wanted until it is closed. Never throws: trouble is said once, in the log, and tried again. */
export interface Keeper {
  /** From now on this is wanted. Before the first call nothing is touched. `source` names it in the log. */
  want(wanted: Wanted, source: string): void
  /** Looks at once (SIGHUP); resolves when it has. */
  check(): Promise<void>
  /** For status, dump and doctor. */
  status(): KeeperStatus
  /** Ends watching and `ovs`; with `remove` takes sFlow off first, within 2.5 s. */
  close(options: { readonly remove: boolean }): Promise<void>
}

export interface KeeperStatus extends Omit<PassesStatus, 'passes' | 'changes' | 'reverts'> {
  readonly [member: string]: unknown
  /** Who says what is wanted; undefined: nobody yet. */
  readonly source: string | undefined
  readonly wanted: Wanted | undefined
  /** `watching`, `starting`, or why not. */
  readonly monitor: string
  /** ISO 8601; undefined: nothing is due until the server is back. */
  readonly nextCheckAt: string | undefined
  readonly version: string | undefined
  readonly strategy: Strategy
  readonly counters: {
    readonly passes: number
    readonly changes: number
    readonly reverts: number
    /** Of the watch on the database. */
    readonly events: number
    readonly processes: number
  }
}

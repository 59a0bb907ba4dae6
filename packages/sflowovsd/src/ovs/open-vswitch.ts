import type { Change } from '../plan/change.ts'
import type { SwitchState } from '../plan/state.ts'

/** How rows are made: with `--id` in one transaction, or, in Open vSwitch 1.0, in a command of their own before it. */
export type Strategy = 'id' | 'create-first'

/** Whether ovs-vswitchd is waited for: it has taken the change in, or (`unconfirmed`) not within the time. */
export type Applied = 'in-force' | 'unconfirmed'

/** The database of one Open vSwitch, through `ovs-vsctl`. One command runs at a time. */
export interface OpenVswitch {
  /**
   * The three tables, as one transaction sees them. HSF_OVS_UNSUPPORTED: lists are asked for in another format from now
   * on, try again.
   * @throws OvsError
   */
  read(): Promise<SwitchState>
  /**
   * Makes the changes, in one transaction (strategy `id`). With `wait` it resolves when ovs-vswitchd has taken them in.
   * HSF_OVS_STALE: a row is no longer there, read again. HSF_OVS_UNSUPPORTED: rows are made in another way from now on,
   * read, plan and try again.
   * @throws OvsError
   */
  apply(changes: readonly Change[], options: { readonly wait: boolean }): Promise<Applied>
  /** The command lines that `apply` would run and wait for, each without a shell. */
  commands(changes: readonly Change[]): readonly (readonly string[])[]
  /** By the version, after the first `read`; `id` before. */
  strategy(): Strategy
  /** First line of `ovs-vsctl --version`, cut to the number; undefined: not read yet. */
  version(): string | undefined
  /** Whether rows can be marked as ours, and those that nothing refers to go by themselves: not in 1.0. */
  features(): Features
  /** Processes started so far. */
  spawned(): number
  /** Ends what runs. */
  close(): void
}

/** What a version of Open vSwitch can do. */
export interface Features {
  /** Rows have external_ids. */
  readonly marks: boolean
  /** Rows that no bridge refers to are removed by the database. */
  readonly collectsGarbage: boolean
  /** `agent` may be an address; else it is a device, and an address is as good as nothing. */
  readonly addresses: boolean
}

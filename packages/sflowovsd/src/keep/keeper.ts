import type { BridgeRow, SflowColumns } from '../plan/state.ts'
import type { Wanted } from '../settings/wanted.ts'

/** What is in force, as read back. */
export interface InForce {
  /** ISO 8601. */
  readonly at: string
  /** The row that all bridges have; undefined: sFlow is off. */
  readonly columns: SflowColumns | undefined
  readonly bridges: readonly Pick<BridgeRow, 'name'>[]
}

/** Keeps Open vSwitch as wanted until it is closed. Never throws: trouble is said once, in the log, and tried again. */
export interface Keeper {
  /** From now on this is wanted. Before the first call nothing is touched. `source` names it in the log. */
  want(wanted: Wanted, source: string): void
  /** Looks at once (SIGHUP). */
  check(): Promise<void>
  /** For status, dump and doctor. */
  status(): Readonly<Record<string, unknown>> & {
    readonly inForce: InForce | undefined
    readonly lastError: string | undefined
  }
  /** Ends watching; with `remove` takes sFlow off first, within 3 s. */
  close(options: { readonly remove: boolean }): Promise<void>
}

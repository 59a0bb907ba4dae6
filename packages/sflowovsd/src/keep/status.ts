import type { SflowColumns } from '../plan/state.ts'

/** What is in force, as read back. */
export interface InForce {
  /** ISO 8601. */
  readonly at: string
  /** The row that all bridges have; undefined: sFlow is off. */
  readonly columns: SflowColumns | undefined
  /** Its UUID. */
  readonly row: string | undefined
  readonly bridgeCount: number
  /** At most 500, with the beginnings of long names: a status that is too big is not written. */
  readonly bridges: readonly { readonly name: string }[]
}

/** Of all passes so far. */
export interface PassesStatus {
  readonly inForce: InForce | undefined
  /** The last error, also when it is over. */
  readonly lastError: string | undefined
  readonly lastErrorAt: string | undefined
  /** The error that lasts. */
  readonly trouble: string | undefined
  readonly lastCheckAt: string | undefined
  /** Somebody else keeps changing what is ours. */
  readonly contention: boolean
  /** ovs-vswitchd has not taken in what the database holds. */
  readonly unconfirmed: boolean
  /** From the event to the read-back of the last bridge that was made. */
  readonly newBridgeMs: number | undefined
  readonly passes: number
  readonly changes: number
  readonly reverts: number
}

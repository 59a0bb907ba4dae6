import type { CollectorSpec } from './collector-spec.ts'
import type { LastError } from './troubles.ts'

/** `resolving` lasts until the first answer; `error`: no socket at the moment. */
export type CollectorState = 'resolving' | 'open' | 'refused' | 'error'

/** What a collector tells of itself. */
export interface CollectorReport {
  readonly collector: string
  readonly state: CollectorState
  /** The address in use. */
  readonly address: string | null
  readonly port: number
  readonly datagrams: number
  readonly bytes: number
  /** Datagrams not sent: no socket yet, queue full, or an error. */
  readonly lost: number
  /** ICMP errors heard: "port unreachable", or those of a firewall. */
  readonly refusals: number
  readonly lastError: LastError | null
  /** When the name was last resolved; null for an address. */
  readonly resolvedAt: string | null
}

/** A collector as `status` and `doctor` show it. */
export interface CollectorStatus extends CollectorReport {
  readonly priority: number
  /** Whether it gets the datagrams: others of a lower priority number may work. */
  readonly active: boolean
}

/** A collector that datagrams go to now. */
export interface ActiveCollector {
  readonly spec: CollectorSpec
  /** The address in use; null before it is known. */
  readonly address: string | null
}

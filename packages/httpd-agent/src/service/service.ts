import type { RecordInput } from '@host-sflow/sflow-encoder'
import type { Totals } from './totals.ts'

/** Which of the two samplers of a service: requests that it answers, or requests that it makes. */
export type FlowKind = 'requests' | 'operations'

/** Decides which events are sampled. */
export interface Picker {
  /** 1 in N; 0: none. */
  readonly rate: number
  /** Counts one event; true when it is to be sampled. Allocates nothing. */
  take(): boolean
  setRate(rate: number): void
}

/** What this thread knows of a port that it serves (or of a unix socket): one data source of the host. */
export interface Service {
  /** Index of the data source, class 3: the port. */
  readonly index: number
  /** For people: `port 8080`, or the path of a socket. */
  readonly label: string
  readonly totals: Totals
  readonly requests: Picker
  readonly operations: Picker
  /** Requests being answered. */
  inFlight: number
  /** Hands over a sample: the records of one sampled event. It may keep them; nobody changes them afterwards. */
  flow(kind: FlowKind, records: readonly RecordInput[], rate: number): void
}

import { appOperations, httpCounters } from '@host-sflow/sflow-encoder'

/** Names of the fields of http_counters, in the order of the wire: nine methods, then six classes of status. */
export const HTTP_FIELDS = Object.keys(httpCounters.fields) as readonly string[]
/** Names of the counters of app_operations, in the order of the wire. */
export const OPERATION_FIELDS = Object.keys(appOperations.fields).slice(1) as readonly string[]

/** Where each thing that is counted lies in {@link Totals}. */
export const SLOT = {
  /** First of the nine methods. */
  METHODS: 0,
  /** First of the six classes of status: 1XX to 5XX, other. */
  STATUSES: 9,
  /** Requests that could have been sampled, and whose sample was lost: no sample brings them into the pool. */
  LOST: 15,
  /** Samples that were taken and lost. */
  DROPS: 16,
  /** Connections that were refused for want of room (`server.maxConnections`). */
  REFUSED: 17,
  /** CPU time of the processes, ms. */
  USER_MS: 18,
  SYSTEM_MS: 19,
  /** First of the counters of app_operations. */
  OPERATIONS: 20,
  /** The same of outbound requests. */
  OPERATION_LOST: 31,
  OPERATION_DROPS: 32,
} as const

export const SLOTS = 33

/** Counts since the beginning; they only rise, and go on beyond 32 bits (the wire takes them modulo 2^32). */
export type Totals = Float64Array

export const createTotals = (): Totals => new Float64Array(SLOTS)

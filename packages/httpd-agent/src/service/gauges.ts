/** What is true of one process now. */
export interface Gauges {
  readonly pid: number
  /** Resident memory, bytes. */
  readonly memoryUsed: number
  /** The most that it may use: limit of the control group, or of the machine, bytes; 0: unknown. */
  readonly memoryMax: number
  /** Open file descriptors, and their limit (RLIMIT_NOFILE); 0: unknown. */
  readonly descriptors: number
  readonly descriptorsMax: number
  /** Open connections of this service, and the most that its servers accept; 0: unknown, or no limit. */
  readonly connections: number
  readonly connectionsMax: number
  /** Whether a request is being answered. */
  readonly active: boolean
}

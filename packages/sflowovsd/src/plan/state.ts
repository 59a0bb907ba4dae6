/** The columns of a row of the table sFlow that say how to sample; undefined: not set, Open vSwitch takes its default. */
export interface SflowColumns {
  /** Name of a network device whose address is the agent address, or that address itself. */
  readonly agent: string | undefined
  /** Most bytes of a sampled packet. */
  readonly header: number | undefined
  /** Seconds between two samples of counters; 0: none. */
  readonly polling: number | undefined
  /** 1 in N; Open vSwitch takes 0 for "no sFlow at all", counters included. */
  readonly sampling: number | undefined
  /** `ADDRESS:PORT`, IPv6 in brackets; sorted. */
  readonly targets: readonly string[]
}

/** A row of the table sFlow. */
export interface SflowRow extends SflowColumns {
  readonly uuid: string
  /** Empty where the version has no such column (1.0). */
  readonly externalIds: ReadonlyMap<string, string>
}

/** A row of the table Bridge. */
export interface BridgeRow {
  readonly uuid: string
  readonly name: string
  /** UUID of its row of the table sFlow. */
  readonly sflow: string | undefined
}

/** What Open vSwitch has, read in one transaction. */
export interface SwitchState {
  readonly bridges: readonly BridgeRow[]
  readonly rows: readonly SflowRow[]
  /** Open_vSwitch.next_cfg > cur_cfg: ovs-vswitchd has not taken in all that the database holds, or does not run. */
  readonly behind: boolean
}

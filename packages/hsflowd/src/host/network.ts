import type { DriverInfo, InterfaceAddress, Link, LinkSettings } from '@host-sflow/linux-net'

export type { Link } from '@host-sflow/linux-net'

/** What changes of the interfaces a view tells, from within its `tick`. */
export interface NetworkListener {
  /** An interface is new, or has a new name. Not called for those that the view had when it was opened. */
  readonly onAdded?: (link: Link) => void
  readonly onRemoved?: (ifIndex: number) => void
}

/** The interfaces of this host, kept current. */
export interface NetworkView {
  /** Current as of the last {@link tick}. Their `stats` are of the past: ask {@link statistics}. */
  readonly links: ReadonlyMap<number, Link>
  /** Current as of the last {@link tick}; undefined where only the links are known. */
  readonly addresses: Iterable<InterfaceAddress> | undefined
  /** Rises when any link or address was added, changed or removed; what was derived from them is then stale. */
  readonly revision: number
  /** Rises with each tick; what was read from drivers before may be read again. */
  readonly generation: number
  /** Takes in what changed. Call it at least once a second, and before collecting. */
  tick(): void
  /**
   * Counters of one interface in the order of LINK_STATS_FIELDS, NaN where unknown; undefined when it is gone.
   * All interfaces are read together at the first question of a tick. The row is reused.
   */
  statistics(ifIndex: number): Float64Array | undefined
  readonly drivers: DriverQueries
  /** Calls the listener until the returned function is called. */
  subscribe(listener: NetworkListener): () => void
  close(): void
}

/**
 * Questions to the drivers of interfaces, each a system call or more: keep the answers. They may throw ENODEV when
 * the interface has just vanished.
 */
export interface DriverQueries {
  settings(link: Link): LinkSettings | undefined
  driverInfo(link: Link): DriverInfo | undefined
  statNames(link: Link): readonly string[]
  statValues(link: Link, wanted: readonly string[], row: Float64Array): boolean
  /** IEEE 802.3 statistics in the order of STANDARD_STATS_FIELDS. */
  standardStats(link: Link, row: Float64Array): boolean
}

/** Listeners of a view. */
export function createListeners(): {
  readonly subscribe: NetworkView['subscribe']
  readonly added: (link: Link) => void
  readonly removed: (ifIndex: number) => void
} {
  const listeners = new Set<NetworkListener>()
  return {
    subscribe(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    added: (link) => listeners.forEach((listener) => listener.onAdded?.(link)),
    removed: (ifIndex) => listeners.forEach((listener) => listener.onRemoved?.(ifIndex)),
  }
}

/** A view without interfaces, for systems where nothing is known of them. */
export function emptyNetwork(): NetworkView {
  return {
    links: new Map(),
    addresses: undefined,
    revision: 1,
    generation: 1,
    tick: () => undefined,
    statistics: () => undefined,
    drivers: noDrivers,
    subscribe: () => () => undefined,
    close: () => undefined,
  }
}

/** Drivers that answer nothing. */
export const noDrivers: DriverQueries = {
  settings: () => undefined,
  driverInfo: () => undefined,
  statNames: () => [],
  statValues: () => false,
  standardStats: () => false,
}

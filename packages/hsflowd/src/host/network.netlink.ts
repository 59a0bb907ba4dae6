import { LINK_STATS_FIELDS, openEthtool, openRtnetlink, watchRtnetlink } from '@host-sflow/linux-net'
import { createListeners } from './network.ts'
import type { Link, NetworkView } from './network.ts'

interface Row {
  readonly values: Float64Array
  generation: number
}

/**
 * The interfaces of the current network namespace over rtnetlink: listed once, then kept by notifications.
 * Throws NetError when native access is not available.
 */
export function openNetlinkNetwork(): NetworkView {
  const listeners = createListeners()
  const links = new Map<number, Link>()
  const rows = new Map<number, Row>()
  let revision = 1
  let generation = 1
  /** The generation that the rows were read for. */
  let readFor = 0
  let overflowed = false

  // Subscribed before listing, so that nothing falls between the two.
  const watch = watchRtnetlink({
    onLink: put,
    onLinkRemoved: remove,
    onOverflow: () => (overflowed = true),
  })
  const rtnetlink = openRtnetlink()
  const ethtool = openEthtool()
  // Its second descriptor is opened by the first such question: now, in the namespace of the others.
  ethtool.standardStats(() => undefined)
  for (const link of rtnetlink.links()) links.set(link.index, link)

  function put(link: Link): void {
    const before = links.get(link.index)
    links.set(link.index, link)
    revision++
    if (before?.name === link.name) return
    if (before !== undefined) ethtool.forget(before.name)
    listeners.added(link)
  }

  function remove(ifIndex: number): void {
    const link = links.get(ifIndex)
    if (link === undefined) return
    links.delete(ifIndex)
    rows.delete(ifIndex)
    ethtool.forget(link.name)
    revision++
    listeners.removed(ifIndex)
  }

  function listAgain(): void {
    const present = rtnetlink.links()
    const indices = new Set(present.map((link) => link.index))
    for (const ifIndex of links.keys()) if (!indices.has(ifIndex)) remove(ifIndex)
    present.forEach(put)
  }

  function store(ifIndex: number, values: Float64Array): void {
    let row = rows.get(ifIndex)
    if (row === undefined) {
      row = { values: new Float64Array(LINK_STATS_FIELDS.length), generation }
      rows.set(ifIndex, row)
    }
    row.values.set(values)
    row.generation = generation
  }

  return {
    links,
    get revision() {
      return revision
    },
    get generation() {
      return generation
    },
    tick() {
      generation++
      watch.drain()
      if (overflowed) {
        overflowed = false
        listAgain()
      }
    },
    statistics(ifIndex) {
      if (readFor !== generation) {
        rtnetlink.stats(store)
        readFor = generation
      }
      const row = rows.get(ifIndex)
      return row?.generation === generation ? row.values : undefined
    },
    drivers: {
      settings: (link) => ethtool.linkSettings(link.name),
      driverInfo: (link) => ethtool.driverInfo(link.name),
      statNames: (link) => ethtool.statNames(link.name),
      statValues: (link, wanted, row) => ethtool.statValues(link.name, wanted, row),
      standardStats: (link, row) => ethtool.standardStatsOf(link.index, row),
    },
    subscribe: listeners.subscribe,
    close() {
      watch.close()
      rtnetlink.close()
      ethtool.close()
    },
  }
}

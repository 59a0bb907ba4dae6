import { LINK_STATS_FIELDS, openEthtool, openRtnetlink, watchRtnetlink } from '@host-sflow/linux-net'
import type { InterfaceAddress, RtnetlinkHandlers } from '@host-sflow/linux-net'
import { createListeners } from './network.ts'
import type { Link, NetworkView } from './network.ts'

interface Row {
  readonly values: Float64Array
  generation: number
}

/** A thousand changes each; more of them are taken in at the next tick. */
const MAX_ROUNDS = 50

/** What of linux-net it is made of; tests have their own. */
export type NetlinkParts = Pick<
  typeof import('@host-sflow/linux-net'),
  'openEthtool' | 'openRtnetlink' | 'watchRtnetlink'
>

/**
 * The interfaces of the current network namespace over rtnetlink: listed once, then kept by notifications.
 * Throws NetError when native access is not available.
 */
export function openNetlinkNetwork(
  parts: NetlinkParts = { openEthtool, openRtnetlink, watchRtnetlink },
): NetworkView {
  const listeners = createListeners()
  const links = new Map<number, Link>()
  const rows = new Map<number, Row>()
  const addresses = new Map<string, InterfaceAddress>()
  let revision = 1
  let generation = 1
  /** The generation that the rows were read for. */
  let readFor = 0
  /** Notifications are missing: the list is to be made again. */
  let stale = false

  const { watch, rtnetlink, ethtool, present, presentAddresses, close } = openSockets(parts, {
    onLink: put,
    onLinkRemoved: remove,
    onAddress: putAddress,
    onAddressRemoved: removeAddress,
    onOverflow: () => (stale = true),
  })
  for (const link of present) links.set(link.index, link)
  presentAddresses.forEach(putAddress)

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

  function putAddress(address: InterfaceAddress): void {
    const key = keyOf(address)
    // A router's announcements repeat the addresses of a prefix with new lifetimes, every few minutes or seconds.
    if (addresses.get(key)?.flags === address.flags) return
    addresses.set(key, address)
    revision++
  }

  function removeAddress(address: InterfaceAddress): void {
    if (addresses.delete(keyOf(address))) revision++
  }

  /**
   * Whether nothing is left in the queue. What was lost came behind what is in it: listed before the queue is empty,
   * links and addresses would be overwritten by what is older, for good.
   */
  function drainAll(): boolean {
    for (let round = 0; round < MAX_ROUNDS; round++) if (!(watch.drain() > 0)) return true
    return false
  }

  function listAgain(): void {
    const now = rtnetlink.links()
    const indices = new Set(now.map((link) => link.index))
    for (const ifIndex of links.keys()) if (!indices.has(ifIndex)) remove(ifIndex)
    now.forEach(put)
    const nowAddresses = rtnetlink.addresses()
    const keys = new Set(nowAddresses.map(keyOf))
    for (const address of addresses.values()) if (!keys.has(keyOf(address))) removeAddress(address)
    nowAddresses.forEach(putAddress)
    // Only now: a list that could not be made is still to be made.
    stale = false
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
    addresses: { [Symbol.iterator]: () => addresses.values() },
    get revision() {
      return revision
    },
    get generation() {
      return generation
    },
    tick() {
      generation++
      let complete = true
      try {
        complete = drainAll()
      } catch (error) {
        // What the message said that could not be taken in is lost.
        stale = true
        throw error
      } finally {
        if (stale && complete) listAgain()
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
    close,
  }
}

/** One interface may have one address with several prefixes, and towards several others. */
const keyOf = ({ ifIndex, local, prefixLength, address }: InterfaceAddress): string =>
  `${ifIndex} ${local}/${prefixLength} ${address}`

/** All sockets and the first lists, or none: what was opened before a failure is closed again. */
function openSockets(parts: NetlinkParts, handlers: RtnetlinkHandlers) {
  const opened: { close(): void }[] = []
  const close = (): void => opened.forEach((socket) => socket.close())
  try {
    // Subscribed before listing, so that nothing falls between the two.
    const watch = parts.watchRtnetlink(handlers)
    opened.push(watch)
    const rtnetlink = parts.openRtnetlink()
    opened.push(rtnetlink)
    const ethtool = parts.openEthtool()
    opened.push(ethtool)
    const [present, presentAddresses] = [rtnetlink.links(), rtnetlink.addresses()]
    return { watch, rtnetlink, ethtool, present, presentAddresses, close }
  } catch (error) {
    close()
    throw error
  }
}

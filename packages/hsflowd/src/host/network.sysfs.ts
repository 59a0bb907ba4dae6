import type { LinkSettings } from '@host-sflow/linux-net'
import type { HostFiles } from './files.ts'
import { createListeners, noDrivers } from './network.ts'
import type { Link, NetworkView } from './network.ts'
import { createNetDevReader } from './net-dev.ts'
import { readSysfsLink } from './sysfs-link.ts'

/** How often the attributes of known interfaces are read again; new and removed ones are seen at each tick. */
const REFRESH_MS = 10_000

/**
 * The interfaces of a /proc and /sys, where netlink is not to be had: a recorded tree, a system without the native
 * module. Counters are those of /proc/net/dev, which has fewer; speed and duplex come from sysfs.
 */
export function openSysfsNetwork(files: HostFiles, nowMs: () => number): NetworkView {
  const listeners = createListeners()
  const links = new Map<number, Link>()
  const counters = createNetDevReader(files.keep('proc:net/dev'))
  let revision = 1
  let generation = 1
  let readFor = 0
  let refreshAtMs = nowMs() + REFRESH_MS

  function list(announce: boolean): void {
    const names = files.list('sys:class/net') ?? []
    const refresh = nowMs() >= refreshAtMs
    const known = new Map([...links.values()].map((link) => [link.name, link]))
    if (refresh) refreshAtMs = nowMs() + REFRESH_MS
    for (const name of names) {
      const before = known.get(name)
      known.delete(name)
      if (before !== undefined && !refresh) continue
      const link = readSysfsLink(files, name)
      if (link === undefined) continue
      links.set(link.index, link)
      revision++
      if (before?.index !== link.index && announce) listeners.added(link)
    }
    for (const link of known.values()) {
      if (links.get(link.index)?.name !== link.name) continue
      links.delete(link.index)
      revision++
      listeners.removed(link.index)
    }
  }

  list(false)
  return {
    links,
    addresses: undefined,
    get revision() {
      return revision
    },
    get generation() {
      return generation
    },
    tick() {
      generation++
      list(true)
    },
    statistics(ifIndex) {
      const link = links.get(ifIndex)
      if (link === undefined) return undefined
      if (readFor !== generation) {
        counters.read()
        readFor = generation
      }
      return counters.rows.get(link.name)
    },
    drivers: { ...noDrivers, settings: (link) => settings(files, link.name) },
    subscribe: listeners.subscribe,
    close: () => counters.close(),
  }
}

function settings(files: HostFiles, name: string): LinkSettings | undefined {
  // The kernel answers EINVAL for an interface that is down, -1 for one that does not know its speed.
  const speed = Number(files.readText(`sys:class/net/${name}/speed`) ?? Number.NaN)
  const duplex = files.readText(`sys:class/net/${name}/duplex`)
  return {
    speedMbps: speed > 0 ? speed : undefined,
    duplex: duplex === 'full' || duplex === 'half' ? duplex : undefined,
  }
}

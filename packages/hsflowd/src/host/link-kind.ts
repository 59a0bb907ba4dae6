// What an interface is, by its link type and the kernel's name for its kind.
import { arphrd, linkFlags } from '@host-sflow/linux-net'
import type { Link } from './network.ts'

/** IANAifType by the name of the kind; a kind that is not here behaves like its link type. */
const typeByKind: Readonly<Record<string, number>> = {
  bond: 161,
  team: 161,
  vlan: 135,
  bridge: 209,
  tun: 131,
  wireguard: 131,
}
/** IANAifType by ARPHRD_* (linux/if_arp.h). */
const typeByLinkLayer: Readonly<Record<number, number>> = {
  [arphrd.ether]: 6,
  [arphrd.infiniband]: 199,
  [arphrd.ppp]: 23,
  [arphrd.tunnel]: 131,
  769: 131, // ARPHRD_TUNNEL6
  [arphrd.loopback]: 24,
  776: 131, // ARPHRD_SIT
  778: 131, // ARPHRD_IPGRE
  801: 71, // ARPHRD_IEEE80211
  823: 131, // ARPHRD_IP6GRE
}
const OTHER = 1

/** IANAifType. A tap device is an ethernet, a tun device a tunnel, though the kernel calls both tun. */
export function ianaTypeOf(link: Link): number {
  const byLayer = typeByLinkLayer[link.type] ?? OTHER
  if (link.kind === 'tun' && link.type === arphrd.ether) return byLayer
  return typeByKind[link.kind ?? ''] ?? byLayer
}

/** Kinds that carry what no other interface of the host carries, though they are made by software. */
const carriers = new Set(['wwan'])
/** A guest's or container's end of a cable, not an interface of the host itself. */
const guestEnds = new Set(['veth', 'tun', 'macvtap', 'ipvtap', 'ifb'])
/** xen-netback gives its interfaces no kind. */
const xenBackend = /^vif\d+\.\d+(-emu)?$/

/** Whether the interface is a piece of hardware, or what a virtual machine takes for it. */
function isHardware(link: Link): boolean {
  if (link.type === arphrd.loopback || xenBackend.test(link.name)) return false
  // A parent IPoIB interface has the kind of its children, but nothing below it.
  if (link.kind === 'ipoib') return link.lower === undefined
  return link.kind === undefined || carriers.has(link.kind)
}

/** The outside of a container's own namespace: what it has instead of hardware. */
function isUplink(link: Link): boolean {
  return link.lowerNamespaceId !== undefined && link.master === undefined
}

/**
 * The interfaces whose sum is the host's traffic, each packet once: hardware, but not what is stacked on it (bonds,
 * VLANs, bridges, tunnels) nor the ends of guests. Members of bonds count, the bonds do not. A member of another piece
 * of hardware does not: Azure's and net_failover's accelerated ports are counted by their master.
 */
export function trafficLinks(links: ReadonlyMap<number, Link>): Link[] {
  const hardware = [...links.values()].filter((link) => {
    if (!isHardware(link)) return false
    const master = link.master === undefined ? undefined : links.get(link.master)
    return master === undefined || !isHardware(master)
  })
  return hardware.length > 0 ? hardware : [...links.values()].filter(isUplink)
}

/** The interfaces of the host itself that have a MAC address: up, not loopback, not the end of a guest or container. */
export function adapterLinks(links: ReadonlyMap<number, Link>): Link[] {
  return [...links.values()].filter(
    (link) =>
      (link.flags & linkFlags.up) !== 0 &&
      link.mac.length === 12 &&
      link.mac !== '000000000000' &&
      !xenBackend.test(link.name) &&
      (!guestEnds.has(link.kind ?? '') || isUplink(link)),
  )
}

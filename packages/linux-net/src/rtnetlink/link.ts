import { netError } from '../errors.ts'
import { littleEndian } from '../native/libc.ts'
import { forEachAttribute, readHex, readS32, readText, readU16, readU32, readU8 } from '../netlink/parse.ts'
import { LINK_STATS_FIELDS, readLinkStats } from './link-stats.ts'

/** Flags of an interface (linux/if.h). */
export const linkFlags = {
  up: 0x1,
  broadcast: 0x2,
  loopback: 0x8,
  pointToPoint: 0x10,
  running: 0x40,
  noArp: 0x80,
  promiscuous: 0x100,
  allMulticast: 0x200,
  master: 0x400,
  slave: 0x800,
  multicast: 0x1000,
  lowerUp: 0x10000,
  dormant: 0x20000,
} as const

/** Link layer types that callers tell apart (linux/if_arp.h). */
export const arphrd = {
  ether: 1,
  infiniband: 32,
  ppp: 512,
  tunnel: 768,
  loopback: 772,
  none: 0xfffe,
} as const

const operStates = ['unknown', 'notPresent', 'down', 'lowerLayerDown', 'testing', 'dormant', 'up'] as const

/** Operational state of RFC 2863; drivers that do not track it stay at `'unknown'` (loopback, tun). */
export type OperState = (typeof operStates)[number]

/** One network interface, as RTM_NEWLINK describes it. */
export interface Link {
  readonly index: number
  readonly name: string
  /** What an administrator called it (`ip link set alias`). */
  readonly alias: string | undefined
  /** Further names of the kernel's own (`ip link property add altname`, udev), Linux 5.5. */
  readonly altNames: readonly string[]
  /** ARPHRD_*, see {@link arphrd}. */
  readonly type: number
  /** IFF_*, see {@link linkFlags}. */
  readonly flags: number
  readonly operState: OperState
  readonly carrier: boolean | undefined
  /** Bytes. */
  readonly mtu: number
  /** Hardware address as bare lower-case hex; `''` when it has none. */
  readonly mac: string
  /** Index of the bridge, bond or VRF that it belongs to. */
  readonly master: number | undefined
  /** Index of the veth's other end or of the interface below a VLAN; it may lie in another namespace. */
  readonly lower: number | undefined
  /** Id of the namespace that `lower` lies in, when that is another one; -1 when it has no id yet. */
  readonly lowerNamespaceId: number | undefined
  /** `'bridge'`, `'veth'`, `'bond'`, `'vlan'`, `'tun'`, `'vxlan'`, ...; undefined for hardware and loopback. */
  readonly kind: string | undefined
  /** Kind of the master: `'bridge'`, `'bond'`. */
  readonly slaveKind: string | undefined
  /** VLAN id of an interface of kind `'vlan'`. */
  readonly vlanId: number | undefined
  /** How many users hold the interface in promiscuous mode. */
  readonly promiscuity: number
  /** Counters, in the order of {@link LINK_STATS_FIELDS}, when the message had them. */
  readonly stats: Float64Array | undefined
}

/** linux/if_link.h */
const IFLA = {
  address: 1,
  name: 3,
  mtu: 4,
  link: 5,
  master: 10,
  operState: 16,
  info: 18,
  alias: 20,
  stats64: 23,
  promiscuity: 30,
  carrier: 33,
  linkNamespaceId: 37,
  properties: 52,
  altName: 53,
} as const
const IFLA_INFO = { kind: 1, data: 2, slaveKind: 4 } as const
const IFLA_VLAN_ID = 1
/** struct ifinfomsg: family, padding, type, index, flags, change mask. */
const IFINFOMSG_BYTES = 16

/** Family byte of a link message; bridge ports are announced once more as AF_BRIDGE (7). */
export function linkFamily(view: DataView, start: number, end: number): number {
  return readU8(view, start, end) ?? 0
}

/** Interface index of RTM_NEWLINK and RTM_DELLINK. Throws HSF_NET_MALFORMED. */
export function linkIndex(view: DataView, start: number, end: number): number {
  if (end - start < IFINFOMSG_BYTES) throw netError('HSF_NET_MALFORMED', 'link message without header')
  return view.getInt32(start + 4, littleEndian)
}

/**
 * Parses RTM_NEWLINK. Undefined for a partial announcement (wireless events have no name).
 * Throws HSF_NET_MALFORMED.
 */
export function parseLink(view: DataView, start: number, end: number): Link | undefined {
  const link = {
    index: linkIndex(view, start, end),
    name: '',
    alias: undefined as string | undefined,
    altNames: [] as string[],
    type: view.getUint16(start + 2, littleEndian),
    flags: view.getUint32(start + 8, littleEndian),
    operState: 'unknown' as OperState,
    carrier: undefined as boolean | undefined,
    mtu: 0,
    mac: '',
    master: undefined as number | undefined,
    lower: undefined as number | undefined,
    lowerNamespaceId: undefined as number | undefined,
    kind: undefined as string | undefined,
    slaveKind: undefined as string | undefined,
    vlanId: undefined as number | undefined,
    promiscuity: 0,
    stats: undefined as Float64Array | undefined,
  }
  forEachAttribute(view, start + IFINFOMSG_BYTES, end, (type, from, to) => {
    if (type === IFLA.name) link.name = readText(view, from, to)
    else if (type === IFLA.alias) link.alias = readText(view, from, to)
    else if (type === IFLA.mtu) link.mtu = readU32(view, from, to) ?? 0
    else if (type === IFLA.address) link.mac = readHex(view, from, to)
    else if (type === IFLA.operState) link.operState = operStates[readU8(view, from, to) ?? 0] ?? 'unknown'
    else if (type === IFLA.carrier) link.carrier = readU8(view, from, to) === 1
    else if (type === IFLA.master) link.master = readU32(view, from, to)
    else if (type === IFLA.link) link.lower = readU32(view, from, to)
    else if (type === IFLA.linkNamespaceId) link.lowerNamespaceId = readS32(view, from, to)
    else if (type === IFLA.promiscuity) link.promiscuity = readU32(view, from, to) ?? 0
    else if (type === IFLA.properties)
      forEachAttribute(view, from, to, (property, nameFrom, nameTo) => {
        if (property === IFLA.altName) link.altNames.push(readText(view, nameFrom, nameTo))
      })
    else if (type === IFLA.info) Object.assign(link, parseLinkInfo(view, from, to))
    else if (type === IFLA.stats64) {
      link.stats = new Float64Array(LINK_STATS_FIELDS.length)
      readLinkStats(view, from, to, link.stats)
    }
  })
  return link.name === '' ? undefined : link
}

/** IFLA_LINKINFO: what a virtual interface is, and what its master is. */
function parseLinkInfo(
  view: DataView,
  start: number,
  end: number,
): Pick<Link, 'kind' | 'slaveKind' | 'vlanId'> {
  let kind: string | undefined
  let slaveKind: string | undefined
  let vlanId: number | undefined
  forEachAttribute(view, start, end, (type, from, to) => {
    if (type === IFLA_INFO.kind) kind = readText(view, from, to)
    else if (type === IFLA_INFO.slaveKind) slaveKind = readText(view, from, to)
    else if (type === IFLA_INFO.data && kind === 'vlan') {
      forEachAttribute(view, from, to, (option, optionFrom, optionTo) => {
        if (option === IFLA_VLAN_ID) vlanId = readU16(view, optionFrom, optionTo)
      })
    }
  })
  return { kind, slaveKind, vlanId }
}

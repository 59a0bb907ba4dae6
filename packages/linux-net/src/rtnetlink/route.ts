import { netError } from '../errors.ts'
import { native } from '../native/libc.ts'
import { allocateNative } from '../native/memory.ts'
import { attribute, attributeU32, joinBytes } from '../netlink/encode.ts'
import { forEachAttribute, readU32 } from '../netlink/parse.ts'
import { netlinkProtocol, openNetlink } from '../netlink/socket.ts'
import { interfaceIndex, ipFamily } from '../sockaddr.ts'
import { ipText } from './ip-text.ts'

// linux/rtnetlink.h
const [RTM_NEWROUTE, RTM_GETROUTE] = [24, 26]
const RTA = {
  destination: 1,
  source: 2,
  device: 4,
  gateway: 5,
  preferredSource: 7,
  metrics: 8,
  via: 18,
} as const
const RTAX_MTU = 2
/** struct rtmsg: family, two prefix lengths, TOS, table, protocol, scope, type, flags. */
const RTMSG_BYTES = 12
/** RTA_VIA begins with the family of its address (struct rtvia). */
const RTVIA_FAMILY_BYTES = 2
const [AF_INET, AF_INET6] = [2, 10]
const routeTypes = [
  'unspecified',
  'unicast',
  'local',
  'broadcast',
  'anycast',
  'multicast',
  'blackhole',
  'unreachable',
  'prohibit',
] as const

/** What a route does with a packet (RTN_*). */
export type RouteType = (typeof routeTypes)[number] | 'other'

/** How the kernel would send to an address, as `ip route get` shows it. */
export interface Route {
  readonly type: RouteType
  /** Index of the interface that it leaves through. */
  readonly ifIndex: number | undefined
  /** Own address that it is sent from, unless the socket is bound to another one. */
  readonly source: string | undefined
  /** Next hop; undefined where the destination is on the link. */
  readonly gateway: string | undefined
  /** Bytes: set on the route, or learnt on the path (RFC 1191); undefined: that of the interface. */
  readonly mtu: number | undefined
}

export interface RouteQuery {
  /** With or without zone. */
  readonly address: string
  /** Only through this device. */
  readonly device?: string | undefined
  /** As if sent from this own address. */
  readonly sourceAddress?: string | undefined
}

/**
 * The kernel's choice of a route in the network namespace of this thread; needs no capability. Throws {@link NetError}:
 * `ENETUNREACH`, `EHOSTUNREACH`, `EACCES` (prohibited), `EINVAL` (a blackhole, or a source address that is not this
 * host's), `ENODEV` for an unknown device.
 */
export function findRoute(query: RouteQuery): Route {
  const socket = openNetlink(netlinkProtocol.route)
  try {
    let route: Route | undefined
    socket.request({ type: RTM_GETROUTE, body: requestOf(query) }, (type, view, start, end) => {
      if (type === RTM_NEWROUTE) route = parseRoute(view, start, end)
    })
    if (route === undefined) throw netError('HSF_NET_NO_ANSWER')
    return route
  } finally {
    socket.close()
  }
}

function requestOf({ address, device, sourceAddress }: RouteQuery): Uint8Array {
  const [text = '', zone] = address.split('%', 2)
  const family = ipFamily(address)
  if (sourceAddress !== undefined && ipFamily(sourceAddress) !== family) {
    throw netError('HSF_NET_ARGUMENT', `${sourceAddress} cannot send to ${address}`)
  }
  const header = new Uint8Array(RTMSG_BYTES)
  const bits = family === 4 ? 32 : 128
  header[0] = family === 4 ? AF_INET : AF_INET6
  header[1] = bits
  const parts = [header, attribute(RTA.destination, addressBytes(text, family))]
  if (sourceAddress !== undefined) {
    header[2] = bits
    parts.push(attribute(RTA.source, addressBytes(sourceAddress, family)))
  }
  const through = device ?? zone
  if (through !== undefined) parts.push(attributeU32(RTA.device, interfaceIndex(through)))
  return joinBytes(...parts)
}

function addressBytes(text: string, family: 4 | 6): Uint8Array {
  const { bytes, pointer } = allocateNative(family === 4 ? 4 : 16)
  if (native().libc.inet_pton(family === 4 ? AF_INET : AF_INET6, text, pointer) !== 1) {
    throw netError('HSF_NET_ARGUMENT', `"${text}" is not an IP address`)
  }
  return bytes
}

/** Parses RTM_NEWROUTE. Throws HSF_NET_MALFORMED. */
export function parseRoute(view: DataView, start: number, end: number): Route {
  if (end - start < RTMSG_BYTES) throw netError('HSF_NET_MALFORMED', 'route message without header')
  let ifIndex: number | undefined
  let source: string | undefined
  let gateway: string | undefined
  let mtu: number | undefined
  forEachAttribute(view, start + RTMSG_BYTES, end, (type, from, to) => {
    if (type === RTA.device) ifIndex = readU32(view, from, to)
    else if (type === RTA.preferredSource) source = ipText(view, from, to - from)
    else if (type === RTA.gateway) gateway = ipText(view, from, to - from)
    // A next hop of the other family: IPv4 by way of an IPv6 router (RFC 5549).
    else if (type === RTA.via)
      gateway = ipText(view, from + RTVIA_FAMILY_BYTES, to - from - RTVIA_FAMILY_BYTES)
    else if (type === RTA.metrics) mtu = mtuOf(view, from, to)
  })
  const type = routeTypes[view.getUint8(start + 7)] ?? 'other'
  return { type, ifIndex, source, gateway, mtu }
}

function mtuOf(view: DataView, start: number, end: number): number | undefined {
  let mtu: number | undefined
  forEachAttribute(view, start, end, (type, from, to) => {
    if (type === RTAX_MTU) mtu = readU32(view, from, to)
  })
  return mtu
}

import { readHeader } from '../../header/read-header.ts'
import type { PacketHeader } from '../../header/header.ts'
import { fullIp6 } from './addresses.ts'
import type { Line } from './lines.ts'

interface SampledHeader {
  readonly protocol: number
  readonly frame_length: number
  readonly stripped: number
  readonly header: Uint8Array
}

// sflowtool knows these values of header_protocol, but does not look into them.
const NOT_DECODED = new Set([2, 3, 4, 5, 6, 7, 8, 9, 10, 13, 14, 16, 17, 18])
const DECODED = new Set([1, 11, 12, 15])
const WIFI = 15

const PAIRS = Array.from({ length: 256 }, (_, byte) => byte.toString(16).toUpperCase().padStart(2, '0'))

function upperHex(bytes: Uint8Array): string {
  let text = bytes.length === 0 ? '' : PAIRS[bytes[0]!]!
  for (let i = 1; i < bytes.length; i++) text += `-${PAIRS[bytes[i]!]}`
  return text
}

/** The lines of a sampled header: its bytes, then what they say. */
export function headerLines(fields: SampledHeader): Line[] {
  const { protocol, frame_length, stripped, header: bytes } = fields
  const header = readHeader(protocol, bytes)
  const lines: Line[] = [
    ['headerProtocol', `${protocol}`],
    ['sampledPacketSize', `${frame_length}`],
    ['strippedBytes', `${stripped}`],
    ['headerLen', `${bytes.length}`],
    ['headerBytes', upperHex(bytes)],
  ]
  if (NOT_DECODED.has(protocol)) lines.push([`NO_DECODE headerProtocol=${protocol}`])
  else if (!DECODED.has(protocol)) lines.push([`UNKNOWN headerProtocol=${protocol}`])
  if (protocol === WIFI) lines.push(...wifiLines(header))
  else lines.push(...ethernetLines(header))
  if (header.ipAt !== undefined) lines.push(['IPSize', `${frame_length - stripped - header.ipAt}`])
  lines.push(...ip4Lines(header), ...ip6Lines(header), ...transportLines(header))
  return lines
}

const optional = (label: string, value: string | number | undefined): Line[] =>
  value === undefined ? [] : [[label, `${value}`]]

function wifiLines(header: PacketHeader): Line[] {
  return [
    ...optional('srcMAC', header.srcMac),
    ...optional('dstMAC', header.dstMac),
    ...optional('txMAC', header.txMac),
    ...optional('rxMAC', header.rxMac),
  ]
}

function ethernetLines(header: PacketHeader): Line[] {
  const tags = header.vlans.flatMap(({ id, priority }, depth): Line[] => {
    const suffix = depth === 0 ? '' : `.${depth}`
    return [
      [`decodedVLAN${suffix}`, `${id}`],
      [`decodedPriority${suffix}`, `${priority}`],
    ]
  })
  const oui = header.snapOui?.toUpperCase().replace(/..(?=.)/g, '$&-')
  return [
    ...optional('dstMAC', header.dstMac),
    ...optional('srcMAC', header.srcMac),
    ...tags,
    ...optional('VSNAP_OUI', oui),
    ...optional('ethernet_type', header.etherType),
  ]
}

function ip4Lines({ ip4 }: PacketHeader): Line[] {
  if (ip4 === undefined) return []
  // sflowtool prints the id in the byte order of its own host; on all that are in use the two bytes are swapped.
  const id = ((ip4.id & 0xff) << 8) | (ip4.id >> 8)
  return [
    ['ip.tot_len', `${ip4.totalLength}`],
    ['srcIP', ip4.src],
    ['dstIP', ip4.dst],
    ['IPProtocol', `${ip4.protocol}`],
    ['IPTOS', `${ip4.tos}`],
    ['IPTTL', `${ip4.ttl}`],
    ['IPID', `${id}`],
    ...optional('IPFragmentOffset', ip4.fragmentOffset || undefined),
  ]
}

function ip6Lines({ ip6 }: PacketHeader): Line[] {
  if (ip6 === undefined) return []
  return [
    ['IPTOS', `${ip6.trafficClass}`],
    ['IP6_label', `0x${ip6.flowLabel.toString(16)}`],
    ['IPV6_payloadLen', ip6.payloadLength === 0 ? '<jumbo>' : `${ip6.payloadLength}`],
    ['IPTTL', `${ip6.hopLimit}`],
    ['srcIP6', fullIp6(ip6.src)],
    ['dstIP6', fullIp6(ip6.dst)],
    ...ip6.extensions.map((type): Line => ['IP6HeaderExtension', `${type}`]),
    ...optional('IPProtocol', ip6.protocol),
  ]
}

function transportLines({ icmp, tcp, udp }: PacketHeader): Line[] {
  if (icmp !== undefined) return [['ICMPType', `${icmp.type}`], ['ICMPCode', `${icmp.code}`]] // prettier-ignore
  if (tcp !== undefined)
    return [
      ['TCPSrcPort', `${tcp.srcPort}`],
      ['TCPDstPort', `${tcp.dstPort}`],
      ...optional('TCPFlags', tcp.flags),
    ]
  if (udp === undefined) return []
  return [
    ['UDPSrcPort', `${udp.srcPort}`],
    ['UDPDstPort', `${udp.dstPort}`],
    ['UDPBytes', `${udp.length}`],
  ]
}

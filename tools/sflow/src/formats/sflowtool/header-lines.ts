import { readHeader } from '../../header/read-header.ts'
import type { Ip4, Ip6, PacketHeader } from '../../header/header.ts'
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
  if (protocol === WIFI) addWifi(lines, header)
  else addEthernet(lines, header)
  if (header.ipAt !== undefined) lines.push(['IPSize', `${frame_length - stripped - header.ipAt}`])
  if (header.ip4 !== undefined) addIp4(lines, header.ip4)
  if (header.ip6 !== undefined) addIp6(lines, header.ip6)
  addTransport(lines, header)
  return lines
}

function add(lines: Line[], label: string, value: string | number | undefined): void {
  if (value !== undefined) lines.push([label, `${value}`])
}

function addWifi(lines: Line[], header: PacketHeader): void {
  add(lines, 'srcMAC', header.srcMac)
  add(lines, 'dstMAC', header.dstMac)
  add(lines, 'txMAC', header.txMac)
  add(lines, 'rxMAC', header.rxMac)
}

function addEthernet(lines: Line[], header: PacketHeader): void {
  add(lines, 'dstMAC', header.dstMac)
  add(lines, 'srcMAC', header.srcMac)
  header.vlans.forEach(({ id, priority }, depth) => {
    const suffix = depth === 0 ? '' : `.${depth}`
    add(lines, `decodedVLAN${suffix}`, id)
    add(lines, `decodedPriority${suffix}`, priority)
  })
  add(lines, 'VSNAP_OUI', header.snapOui?.toUpperCase().replace(/..(?=.)/g, '$&-'))
  add(lines, 'ethernet_type', header.etherType)
}

function addIp4(lines: Line[], ip: Ip4): void {
  lines.push(
    ['ip.tot_len', `${ip.totalLength}`],
    ['srcIP', ip.src],
    ['dstIP', ip.dst],
    ['IPProtocol', `${ip.protocol}`],
    ['IPTOS', `${ip.tos}`],
    ['IPTTL', `${ip.ttl}`],
    // sflowtool prints the id in the byte order of its own host; on all that are in use the two bytes are swapped.
    ['IPID', `${((ip.id & 0xff) << 8) | (ip.id >> 8)}`],
  )
  if (ip.fragmentOffset > 0) add(lines, 'IPFragmentOffset', ip.fragmentOffset)
}

function addIp6(lines: Line[], ip: Ip6): void {
  lines.push(
    ['IPTOS', `${ip.trafficClass}`],
    ['IP6_label', `0x${ip.flowLabel.toString(16)}`],
    ['IPV6_payloadLen', ip.payloadLength === 0 ? '<jumbo>' : `${ip.payloadLength}`],
    ['IPTTL', `${ip.hopLimit}`],
    ['srcIP6', fullIp6(ip.src)],
    ['dstIP6', fullIp6(ip.dst)],
  )
  for (const type of ip.extensions) add(lines, 'IP6HeaderExtension', type)
  add(lines, 'IPProtocol', ip.protocol)
}

function addTransport(lines: Line[], { icmp, tcp, udp }: PacketHeader): void {
  if (icmp !== undefined) lines.push(['ICMPType', `${icmp.type}`], ['ICMPCode', `${icmp.code}`])
  if (tcp !== undefined) {
    lines.push(['TCPSrcPort', `${tcp.srcPort}`], ['TCPDstPort', `${tcp.dstPort}`])
    add(lines, 'TCPFlags', tcp.flags)
  }
  if (udp !== undefined)
    lines.push(
      ['UDPSrcPort', `${udp.srcPort}`],
      ['UDPDstPort', `${udp.dstPort}`],
      ['UDPBytes', `${udp.length}`],
    )
}

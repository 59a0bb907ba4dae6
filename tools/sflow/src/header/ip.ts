import { ip4Text, ip6Text } from '@host-sflow/sflow-encoder'
import { ip6ExtensionBytes, isIp6Extension } from '../packet-numbers.ts'
import type { Ip6, PacketHeader } from './header.ts'

/** Reads an IPv4 header and what follows it. */
export function readIp4(bytes: Buffer, at: number, header: PacketHeader): void {
  if (bytes.length - at < 20) return
  const fragmentOffset = bytes.readUInt16BE(at + 6) & 0x1fff
  const protocol = bytes[at + 9]!
  header.ip4 = {
    totalLength: bytes.readUInt16BE(at + 2),
    src: ip4Text(bytes, at + 12),
    dst: ip4Text(bytes, at + 16),
    protocol,
    tos: bytes[at + 1]!,
    ttl: bytes[at + 8]!,
    id: bytes.readUInt16BE(at + 4),
    fragmentOffset,
  }
  // Only the first fragment holds the header of the next layer.
  if (fragmentOffset === 0) readTransport(bytes, at + (bytes[at]! & 15) * 4, protocol, header)
}

/** Reads an IPv6 header, its extension headers and what follows them. */
export function readIp6(bytes: Buffer, at: number, header: PacketHeader): void {
  if (bytes.length - at < 40) return
  const ip: Ip6 = {
    trafficClass: (bytes.readUInt16BE(at) >> 4) & 0xff,
    flowLabel: bytes.readUInt32BE(at) & 0xfffff,
    payloadLength: bytes.readUInt16BE(at + 4),
    hopLimit: bytes[at + 7]!,
    src: ip6Text(bytes, at + 8),
    dst: ip6Text(bytes, at + 24),
    extensions: [],
  }
  header.ip6 = ip
  let next = bytes[at + 6]!
  let position = at + 40
  while (isIp6Extension(next)) {
    ip.extensions.push(next)
    if (position + 2 > bytes.length) return
    const length = ip6ExtensionBytes(next, bytes, position)
    next = bytes[position]!
    position += length
    if (position > bytes.length) return
  }
  ip.protocol = next
  readTransport(bytes, position, next, header)
}

function readTransport(bytes: Buffer, at: number, protocol: number, header: PacketHeader): void {
  if (bytes.length - at < 8) return
  if (protocol === 1) header.icmp = { type: bytes[at]!, code: bytes[at + 1]! }
  if (protocol !== 6 && protocol !== 17) return
  const [srcPort, dstPort] = [bytes.readUInt16BE(at), bytes.readUInt16BE(at + 2)]
  if (protocol === 17) header.udp = { srcPort, dstPort, length: bytes.readUInt16BE(at + 4) }
  else header.tcp = { srcPort, dstPort, flags: bytes[at + 13] }
}

import { VLAN_TAGS } from '../packet-numbers.ts'
import type { Packet } from './packet.ts'

const ETHERNET_II_MIN = 0x0600
const IPV4 = 0x0800
const IPV6 = 0x86dd

// Finds the IP header behind an EtherType at `at`; tags may stand between.
function behindEtherType(bytes: Buffer, at: number, start: number): number {
  let type = bytes.readUInt16BE(at)
  let next = start
  while (VLAN_TAGS.has(type)) {
    if (next + 4 > bytes.length) return -1
    type = bytes.readUInt16BE(next + 2)
    next += 4
  }
  return type === IPV4 || type === IPV6 ? next : -1
}

/** By link type: where in the packet the IP header begins, or -1 when it holds none. */
const links: Readonly<Record<number, (bytes: Buffer) => number>> = {
  // BSD loopback: 4 bytes of address family, whose numbers and byte order differ between systems.
  0: (bytes) => (bytes.length > 4 ? 4 : -1),
  108: (bytes) => (bytes.length > 4 ? 4 : -1),
  1: (bytes) =>
    bytes.length < 14 || bytes.readUInt16BE(12) < ETHERNET_II_MIN ? -1 : behindEtherType(bytes, 12, 14),
  // Raw IP, and what some systems call it in their files.
  12: () => 0,
  14: () => 0,
  101: () => 0,
  228: () => 0,
  229: () => 0,
  // Linux cooked captures, as `tcpdump -i any` makes them.
  113: (bytes) => (bytes.length < 16 ? -1 : behindEtherType(bytes, 14, 16)),
  276: (bytes) => (bytes.length < 20 ? -1 : behindEtherType(bytes, 0, 20)),
}

/** Whether packets of this link type can be read. */
export const isLinkTypeKnown = (linkType: number): boolean => linkType in links

/** The IP packet in a captured packet; undefined when it holds none. */
export function ipPacketOf({ linkType, bytes }: Packet): Buffer | undefined {
  const at = links[linkType]?.(bytes) ?? -1
  return at < 0 || at >= bytes.length ? undefined : bytes.subarray(at)
}

import { ip4Text, ip6Text } from '@host-sflow/sflow-encoder'
import { IP6_FRAGMENT, ip6ExtensionBytes, isIp6Extension } from '../packet-numbers.ts'

const UDP = 17

/** What an IP packet carries for UDP. */
export interface IpPayload {
  readonly source: string
  readonly destination: string
  readonly bytes: Buffer
  /** Bytes that the capture does not hold. */
  readonly missing: number
  /** Set when this is one fragment of the payload. */
  readonly fragment?: { readonly id: number; readonly offset: number; readonly more: boolean }
}

/** The payload of an IPv4 or IPv6 packet; undefined when it is not UDP or not IP. */
export function ipPayloadOf(ip: Buffer): IpPayload | undefined {
  const version = ip[0]! >> 4
  if (version === 4) return payload4(ip)
  return version === 6 ? payload6(ip) : undefined
}

function payload4(ip: Buffer): IpPayload | undefined {
  const headerLength = (ip[0]! & 15) * 4
  if (headerLength < 20 || ip.length < headerLength || ip[9] !== UDP) return undefined
  // A length of 0 comes from network cards that cut packets only after the capture (TSO).
  const total = ip.readUInt16BE(2) || ip.length
  if (total < headerLength) return undefined
  const word = ip.readUInt16BE(6)
  const offset = (word & 0x1fff) * 8
  const more = (word & 0x2000) !== 0
  return {
    source: ip4Text(ip, 12),
    destination: ip4Text(ip, 16),
    // Short Ethernet frames have padding behind the IP packet.
    bytes: ip.subarray(headerLength, Math.min(total, ip.length)),
    missing: Math.max(0, total - ip.length),
    ...(offset > 0 || more ? { fragment: { id: ip.readUInt16BE(4), offset, more } } : {}),
  }
}

function payload6(ip: Buffer): IpPayload | undefined {
  if (ip.length < 40) return undefined
  const total = 40 + (ip.readUInt16BE(4) || ip.length - 40)
  const end = Math.min(total, ip.length)
  let fragment: IpPayload['fragment']
  let header = ip[6]!
  let at = 40
  while (header !== UDP) {
    if (at + 8 > end) return undefined
    if (!isIp6Extension(header)) return undefined
    const length = ip6ExtensionBytes(header, ip, at)
    if (header === IP6_FRAGMENT) {
      if (fragment !== undefined) return undefined
      const word = ip.readUInt16BE(at + 2)
      fragment = { id: ip.readUInt32BE(at + 4), offset: word & 0xfff8, more: (word & 1) !== 0 }
      // What follows a later fragment's header is data, not another header.
      if (fragment.offset > 0 && ip[at] !== UDP) return undefined
    }
    header = ip[at]!
    at += length
  }
  if (at > end) return undefined
  return {
    source: ip6Text(ip, 8),
    destination: ip6Text(ip, 24),
    bytes: ip.subarray(at, end),
    missing: Math.max(0, total - ip.length),
    // An "atomic" fragment (RFC 6946) is the whole packet.
    ...(fragment !== undefined && (fragment.offset > 0 || fragment.more) ? { fragment } : {}),
  }
}

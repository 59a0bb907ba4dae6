import { VLAN_TAGS } from '../packet-numbers.ts'
import type { PacketHeader } from './header.ts'

const HEADER_BYTES = 14
const MAX_LENGTH_FIELD = 1500
const IPV4 = 0x0800
const IPV6 = 0x86dd
const IPX_TYPES = new Set([0x0200, 0x0201, 0x0600])

const macText = (bytes: Buffer, at: number): string => bytes.toString('hex', at, at + 6)

/** Reads an Ethernet header with its tags; leaves in `ipAt` where an IP header follows. */
export function readEthernet(bytes: Buffer, header: PacketHeader): void {
  if (bytes.length < HEADER_BYTES) return
  header.dstMac = macText(bytes, 0)
  header.srcMac = macText(bytes, 6)
  let type = bytes.readUInt16BE(12)
  let at = HEADER_BYTES
  while (VLAN_TAGS.has(type)) {
    if (bytes.length - at < 4) return
    const tag = bytes.readUInt16BE(at)
    header.vlans.push({ id: tag & 0xfff, priority: tag >> 13 })
    type = bytes.readUInt16BE(at + 2)
    at += 4
  }
  if (IPX_TYPES.has(type) && isIpx(bytes, at)) return
  if (type <= MAX_LENGTH_FIELD) {
    const next = behindLlc(bytes, at, header)
    if (next === undefined) return
    ;({ type, at } = next)
  }
  header.etherType = type
  if (at >= bytes.length) return
  const version = bytes[at]! >> 4
  if (type === IPV4 && version === 4 && (bytes[at]! & 15) >= 5 && bytes.length - at >= 20) header.ipAt = at
  if (type === IPV6 && version === 6) header.ipAt = at
}

function isIpx(bytes: Buffer, at: number): boolean {
  if (bytes.length - at < 4) return false
  const length = bytes.readUInt16BE(at + 2)
  return bytes.readUInt16BE(at) === 0xffff && length >= 30 && length <= 576
}

// 802.2: SNAP with an EtherType in it, or IP directly (SAP 06).
function behindLlc(
  bytes: Buffer,
  at: number,
  header: PacketHeader,
): { type: number; at: number } | undefined {
  if (bytes.length - at < 3) return undefined
  const [dsap, ssap, control] = [bytes[at]!, bytes[at + 1]!, bytes[at + 2]!]
  if (dsap === 0xaa && ssap === 0xaa && control === 3) {
    if (bytes.length - at < 8) return undefined
    if (bytes.readUIntBE(at + 3, 3) !== 0) {
      header.snapOui = bytes.toString('hex', at + 3, at + 6)
      return undefined
    }
    return { type: bytes.readUInt16BE(at + 6), at: at + 8 }
  }
  return dsap === 6 && ssap === 6 && (control & 1) === 1 ? { type: IPV4, at: at + 3 } : undefined
}

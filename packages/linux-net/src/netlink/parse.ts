import { netError } from '../errors.ts'
import { littleEndian } from '../native/libc.ts'

// Every function here stays between its start and end, whatever the lengths in the message say: the buffer beyond
// the end still holds older messages.

const NLMSG_HEADER_BYTES = 16
const NLA_HEADER_BYTES = 4
/** Strips NLA_F_NESTED and NLA_F_NET_BYTEORDER, which kernels set on some attributes only. */
const NLA_TYPE_MASK = 0x3fff
const LOW = littleEndian ? 0 : 4
const HIGH = 4 - LOW

/** Receives one message: its nlmsghdr fields, and where in the view its payload starts and ends. */
export type RawMessageVisitor = (
  view: DataView,
  type: number,
  flags: number,
  sequence: number,
  start: number,
  end: number,
) => void

/**
 * Visits each message of a datagram of `length` bytes (linux/netlink.h, struct nlmsghdr).
 * Throws HSF_NET_MALFORMED when a length does not fit; messages before it have then been visited.
 */
export function forEachMessage(view: DataView, length: number, visit: RawMessageVisitor): void {
  let offset = 0
  while (offset < length) {
    const left = length - offset
    const size = left < NLMSG_HEADER_BYTES ? 0 : view.getUint32(offset, littleEndian)
    if (size < NLMSG_HEADER_BYTES || size > left) {
      throw netError('HSF_NET_MALFORMED', `message length ${size} with ${left} bytes left`)
    }
    const type = view.getUint16(offset + 4, littleEndian)
    const flags = view.getUint16(offset + 6, littleEndian)
    const sequence = view.getUint32(offset + 8, littleEndian)
    visit(view, type, flags, sequence, offset + NLMSG_HEADER_BYTES, offset + size)
    offset += (size + 3) & ~3
  }
}

/**
 * Visits each attribute between two offsets: its type without flags, where its payload starts and ends.
 * Throws HSF_NET_MALFORMED when a length does not fit.
 */
export function forEachAttribute(
  view: DataView,
  start: number,
  end: number,
  visit: (type: number, start: number, end: number) => void,
): void {
  let offset = start
  while (end - offset >= NLA_HEADER_BYTES) {
    const size = attributeSize(view, offset, end)
    visit(view.getUint16(offset + 2, littleEndian) & NLA_TYPE_MASK, offset + NLA_HEADER_BYTES, offset + size)
    offset += (size + 3) & ~3
  }
}

/**
 * Offset of an attribute's payload, -1 when there is none of that type or it is shorter than `atLeastBytes`.
 * Allocates nothing. Throws HSF_NET_MALFORMED when a length does not fit.
 */
export function findAttribute(
  view: DataView,
  start: number,
  end: number,
  type: number,
  atLeastBytes: number,
): number {
  let offset = start
  while (end - offset >= NLA_HEADER_BYTES) {
    const size = attributeSize(view, offset, end)
    if ((view.getUint16(offset + 2, littleEndian) & NLA_TYPE_MASK) === type) {
      return size - NLA_HEADER_BYTES < atLeastBytes ? -1 : offset + NLA_HEADER_BYTES
    }
    offset += (size + 3) & ~3
  }
  return -1
}

/** Length of an attribute's payload, given where it starts, as {@link findAttribute} found it. */
export function payloadBytes(view: DataView, payloadStart: number): number {
  return view.getUint16(payloadStart - NLA_HEADER_BYTES, littleEndian) - NLA_HEADER_BYTES
}

function attributeSize(view: DataView, offset: number, end: number): number {
  const size = view.getUint16(offset, littleEndian)
  if (size < NLA_HEADER_BYTES || size > end - offset) {
    throw netError('HSF_NET_MALFORMED', `attribute length ${size} with ${end - offset} bytes left`)
  }
  return size
}

/** An unsigned 32-bit payload, undefined when the attribute is too short for one. */
export function readU32(view: DataView, start: number, end: number): number | undefined {
  return end - start < 4 ? undefined : view.getUint32(start, littleEndian)
}

/** A signed 32-bit payload, undefined when the attribute is too short for one. */
export function readS32(view: DataView, start: number, end: number): number | undefined {
  return end - start < 4 ? undefined : view.getInt32(start, littleEndian)
}

/** An unsigned 16-bit payload, undefined when the attribute is too short for one. */
export function readU16(view: DataView, start: number, end: number): number | undefined {
  return end - start < 2 ? undefined : view.getUint16(start, littleEndian)
}

/** An 8-bit payload, undefined when the attribute is empty. */
export function readU8(view: DataView, start: number, end: number): number | undefined {
  return end - start < 1 ? undefined : view.getUint8(start)
}

/**
 * An unsigned 64-bit word as a number: exact up to 2^53 (a byte counter reaches that after 83 days at 10 Gbit/s
 * and then loses its lowest bits, which no rate notices). The caller checks the bounds; allocates no BigInt.
 */
export function u64AsNumber(view: DataView, offset: number): number {
  return (
    view.getUint32(offset + HIGH, littleEndian) * 0x1_0000_0000 + view.getUint32(offset + LOW, littleEndian)
  )
}

/** Text up to the first NUL. */
export function readText(view: DataView, start: number, end: number): string {
  const bytes = Buffer.from(view.buffer, view.byteOffset + start, end - start)
  const nul = bytes.indexOf(0)
  return bytes.toString('utf8', 0, nul === -1 ? bytes.length : nul)
}

/** Bytes as bare lower-case hex. */
export function readHex(view: DataView, start: number, end: number): string {
  return Buffer.from(view.buffer, view.byteOffset + start, end - start).toString('hex')
}

import { littleEndian } from '../native/libc.ts'

const NLA_HEADER_BYTES = 4
const NLA_F_NESTED = 0x8000

/** Joins parts of a request's body: fixed headers and attributes. */
export function joinBytes(...parts: readonly Uint8Array[]): Uint8Array {
  const joined = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let offset = 0
  for (const part of parts) {
    joined.set(part, offset)
    offset += part.length
  }
  return joined
}

/** One netlink attribute: header, payload, padding to 4 bytes (linux/netlink.h, struct nlattr). */
export function attribute(type: number, payload: Uint8Array): Uint8Array {
  const length = NLA_HEADER_BYTES + payload.length
  const bytes = new Uint8Array((length + 3) & ~3)
  const view = new DataView(bytes.buffer)
  view.setUint16(0, length, littleEndian)
  view.setUint16(2, type, littleEndian)
  bytes.set(payload, NLA_HEADER_BYTES)
  return bytes
}

/** A 32-bit attribute in native byte order. */
export function attributeU32(type: number, value: number): Uint8Array {
  return attribute(type, u32(value))
}

/** A NUL-terminated string attribute. */
export function attributeText(type: number, text: string): Uint8Array {
  return attribute(type, Buffer.from(`${text}\0`, 'utf8'))
}

/** An attribute that holds attributes. */
export function attributeNest(type: number, ...children: readonly Uint8Array[]): Uint8Array {
  return attribute(type | NLA_F_NESTED, joinBytes(...children))
}

/** A 32-bit word in native byte order. */
export function u32(value: number): Uint8Array {
  const bytes = new Uint8Array(4)
  new DataView(bytes.buffer).setUint32(0, value, littleEndian)
  return bytes
}

import { SflowError } from '../errors.ts'
import { fail, type Reader, type Writer } from '../kit/buffers.ts'

// Leaves the position behind the padding in `r.pos`.
function readLength(r: Reader, at: number, end: number, rest: number): number {
  const length = r.view.getUint32(at)
  const room = end - at - 4 - rest
  // The last bytes of a record may lack their padding: some agents count it, some do not.
  if (length > room) fail(r, 'HSF_SFLOW_COUNT', at)
  const padded = (length + 3) & ~3
  if (padded > room && rest > 0) fail(r, 'HSF_SFLOW_COUNT', at)
  r.pos = at + 4 + Math.min(padded, room)
  return length
}

/** A `string<>`: length, bytes, padding; leaves the position behind it in `r.pos`. */
export function readString(r: Reader, at: number, end: number, rest: number): string {
  const length = readLength(r, at, end, rest)
  return length === 0 ? '' : r.buf.toString('utf8', at + 4, at + 4 + length)
}

/** An `opaque<>` as a view of the datagram; leaves the position behind it in `r.pos`. */
export function readOpaque(r: Reader, at: number, end: number, rest: number): Uint8Array {
  const length = readLength(r, at, end, rest)
  return r.buf.subarray(at + 4, at + 4 + length)
}

/** Writes a `string<limit>`, cut between characters at the limit of the standard, padded with zeros. */
export function writeString(w: Writer, at: number, text: string, limit: number, rest: number): number {
  // Without a length the position would be none, and what follows would be written over the header.
  if (typeof text !== 'string') throw new SflowError('HSF_SFLOW_VALUE', {}, `a ${typeof text} for a text`)
  const room = w.end - at - 4 - rest
  // A UTF-16 unit is at most 3 bytes of UTF-8; only where that might not fit does the exact length matter.
  let needed = text.length * 3
  if (needed > room || needed > limit) needed = Math.min(limit, Buffer.byteLength(text))
  if (((needed + 3) & ~3) > room) throw new SflowError('HSF_SFLOW_SPACE')
  const written = writeAscii(w.buf, at + 4, text, needed)
    ? text.length
    : w.buf.write(text, at + 4, needed, 'utf8')
  w.view.setUint32(at, written)
  return pad(w.buf, at + 4 + written, written)
}

// Buffer.write leaves JavaScript, which costs more than it does for short text.
const SHORT = 64

function writeAscii(buf: Buffer, at: number, text: string, room: number): boolean {
  const { length } = text
  if (length > SHORT || length > room) return false
  for (let i = 0; i < length; i++) {
    const code = text.charCodeAt(i)
    if (code > 127) return false
    buf[at + i] = code
  }
  return true
}

/** Writes an `opaque<limit>`, padded with zeros. */
export function writeOpaque(w: Writer, at: number, bytes: Uint8Array, limit: number, rest: number): number {
  if (!(bytes instanceof Uint8Array))
    throw new SflowError('HSF_SFLOW_VALUE', {}, `a ${typeof bytes} for bytes`)
  const length = bytes.length
  if (length > limit) return writeOpaque(w, at, bytes.subarray(0, limit), limit, rest)
  if (((length + 3) & ~3) > w.end - at - 4 - rest) throw new SflowError('HSF_SFLOW_SPACE')
  w.view.setUint32(at, length)
  w.buf.set(bytes, at + 4)
  return pad(w.buf, at + 4 + length, length)
}

// The buffer is used again for every datagram: padding that is not written would leak old data.
function pad(buf: Buffer, from: number, length: number): number {
  let at = from
  for (let n = length; (n & 3) !== 0; n++) buf[at++] = 0
  return at
}

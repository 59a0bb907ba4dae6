import { SflowError } from '../errors.ts'
import { fail, type Reader, type Writer } from '../kit/buffers.ts'

/** Dotted decimal text of 4 bytes. */
export function ip4Text(buf: Uint8Array, at: number): string {
  return `${buf[at]}.${buf[at + 1]}.${buf[at + 2]}.${buf[at + 3]}`
}

/** Text of 16 bytes in the canonical form of RFC 5952. */
export function ip6Text(buf: Uint8Array, at: number): string {
  const groups: number[] = []
  for (let i = 0; i < 16; i += 2) groups.push((buf[at + i]! << 8) | buf[at + i + 1]!)
  if (groups[5] === 0xffff && groups.slice(0, 5).every((g) => g === 0))
    return `::ffff:${ip4Text(buf, at + 12)}`
  // The first of the longest runs of at least two zero groups becomes "::".
  let runStart = -1
  let runLength = 1
  for (let i = 0; i < 8; i++) {
    let j = i
    while (j < 8 && groups[j] === 0) j++
    if (j - i > runLength) {
      runStart = i
      runLength = j - i
    }
    if (j > i) i = j
  }
  const hex = groups.map((g) => g.toString(16))
  if (runStart < 0) return hex.join(':')
  return `${hex.slice(0, runStart).join(':')}::${hex.slice(runStart + runLength).join(':')}`
}

function bad(text: string): never {
  throw new SflowError('HSF_SFLOW_VALUE', {}, `"${text}" is not an IP address`)
}

function writeIp4(buf: Uint8Array, at: number, text: string): void {
  let byte = 0
  let value = -1
  for (let i = 0; i <= text.length; i++) {
    const code = i < text.length ? text.charCodeAt(i) : 46
    if (code === 46) {
      if (value < 0 || byte > 3) bad(text)
      buf[at + byte++] = value
      value = -1
      continue
    }
    // A leading zero would be octal to some readers, so it is none to us (as to inet_pton).
    if (code < 48 || code > 57 || value === 0) bad(text)
    value = (value < 0 ? 0 : value * 10) + code - 48
    if (value > 255) bad(text)
  }
  if (byte !== 4) bad(text)
}

function groupsOf(half: string, text: string, ends: boolean): number[] {
  if (half === '') return []
  return half.split(':').flatMap((group, i, all) => {
    if (ends && group.includes('.') && i === all.length - 1) {
      const quad = new Uint8Array(4)
      writeIp4(quad, 0, group)
      return [(quad[0]! << 8) | quad[1]!, (quad[2]! << 8) | quad[3]!]
    }
    return /^[0-9a-f]{1,4}$/i.test(group) ? [Number.parseInt(group, 16)] : bad(text)
  })
}

function writeIp6(buf: Uint8Array, at: number, text: string): void {
  const [head, tail, surplus] = text.replace(/%.*$/, '').split('::')
  const first = groupsOf(head!, text, tail === undefined)
  const last = tail === undefined ? [] : groupsOf(tail, text, true)
  const gap = 8 - first.length - last.length
  if (surplus !== undefined || (tail === undefined ? gap !== 0 : gap < 1)) bad(text)
  buf.fill(0, at, at + 16)
  const put = (groups: number[], from: number): void =>
    groups.forEach((group, i) => {
      buf[from + 2 * i] = group >> 8
      buf[from + 2 * i + 1] = group
    })
  put(first, at)
  put(last, at + 16 - 2 * last.length)
}

/** Writes an IPv4 (4) or IPv6 (16) address from bytes or text; empty text writes zeros. */
export function writeIp(buf: Uint8Array, at: number, value: string | Uint8Array, length: number): void {
  if (typeof value !== 'string') {
    if (value.length !== length) bad(`${value.length} bytes`)
    buf.set(value, at)
  } else if (value === '') buf.fill(0, at, at + length)
  else if (length === 4) writeIp4(buf, at, value)
  else writeIp6(buf, at, value)
}

/** Writes an `address` (type and bytes) and returns the position behind it. */
export function writeAddress(w: Writer, at: number, value: string | Uint8Array): number {
  const six = typeof value === 'string' ? value.includes(':') : value.length === 16
  const length = six ? 16 : 4
  if (at + 4 + length > w.end) throw new SflowError('HSF_SFLOW_SPACE')
  w.view.setUint32(at, six ? 2 : 1)
  writeIp(w.buf, at + 4, value, length)
  return at + 4 + length
}

/** Text of an `address`, null for type 0; leaves the position behind it in `r.pos`. */
export function addressText(
  r: Reader,
  at: number,
  end: number,
  rest: number,
  restFixed: boolean,
): string | null {
  const type = r.view.getUint32(at)
  const from = at + 4
  if (type > 2) fail(r, 'HSF_SFLOW_UNION', at, `address type ${type}`)
  const length = type === 1 ? 4 : type === 2 ? 16 : 0
  if (end - from < length + rest) fail(r, 'HSF_SFLOW_TRUNCATED', from)
  r.pos = from + length
  if (type === 1) return ip4Text(r.buf, from)
  if (type === 2) return ip6Text(r.buf, from)
  // The C hsflowd writes four bytes behind type 0, against the specification: the length of the record tells.
  if (restFixed && end - from === rest + 4) r.pos += 4
  return null
}

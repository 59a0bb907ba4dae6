// The kernel's text files are scanned as bytes: a poll that made strings of them would mostly feed the collector.

/**
 * The bytes of a file and a position in them. `bytes[0]` is a line feed that is not part of the file, so that every
 * line, also the first, has one before it; bytes from `end` on are left over from earlier readings.
 */
export interface Text {
  bytes: Buffer
  at: number
  end: number
}

const [TAB, LINE_FEED, SPACE, MINUS, POINT, ZERO, NINE] = [9, 10, 32, 45, 46, 48, 57] as const

/** A text of its own, as {@link Text} describes it. */
export function textOf(content: string | Uint8Array): Text {
  const bytes = Buffer.concat([Buffer.of(LINE_FEED), Buffer.from(content)])
  return { bytes, at: 1, end: bytes.length }
}

/** What a missing file is parsed as: everything in it is unknown. */
export const emptyText: Text = textOf('')

/** The needle for {@link seek}: a key at the start of a line. */
export function lineKey(key: string): Buffer {
  return Buffer.from(`\n${key}`, 'latin1')
}

/**
 * Moves behind the line start `key`; false, without moving, when there is none. Looks forward first: asked in the
 * file's own order, all keys together cost one pass.
 */
export function seek(text: Text, key: Buffer): boolean {
  const { bytes, end } = text
  let found = bytes.indexOf(key, text.at - 1)
  if (found < 0 || found + key.length > end) {
    found = bytes.indexOf(key, 0)
    if (found < 0 || found + key.length > end) return false
  }
  text.at = found + key.length
  return true
}

/** The next decimal integer of this line, NaN when there is none. Beyond 2^53 it is the nearest double. */
export function integer(text: Text): number {
  const { bytes, end } = text
  let at = skipBlanks(text)
  const negative = at < end && bytes[at] === MINUS
  if (negative) at++
  const start = at
  let value = 0
  while (at < end) {
    const byte = bytes[at]!
    if (byte < ZERO || byte > NINE) break
    value = value * 10 + (byte - ZERO)
    at++
  }
  if (at === start) return Number.NaN
  text.at = at
  return negative ? -value : value
}

/** The next decimal number of this line, with or without a fraction; NaN when there is none. */
export function decimal(text: Text): number {
  const whole = integer(text)
  const { bytes, end } = text
  if (text.at >= end || bytes[text.at] !== POINT) return whole
  let at = text.at + 1
  let fraction = 0
  let scale = 1
  while (at < end) {
    const byte = bytes[at]!
    if (byte < ZERO || byte > NINE) break
    fraction = fraction * 10 + (byte - ZERO)
    scale *= 10
    at++
  }
  text.at = at
  return whole + fraction / scale
}

/** The number behind a line start, NaN when there is no such line. */
export function integerAfter(text: Text, key: Buffer): number {
  return seek(text, key) ? integer(text) : Number.NaN
}

/** Moves over blanks, but never over a line feed; returns the position. */
export function skipBlanks(text: Text): number {
  const { bytes, end } = text
  let { at } = text
  while (at < end && (bytes[at] === SPACE || bytes[at] === TAB)) at++
  text.at = at
  return at
}

/** Moves behind the next word of this line; returns where it ends. */
export function skipWord(text: Text): number {
  const { bytes, end } = text
  let at = skipBlanks(text)
  while (at < end && bytes[at] !== SPACE && bytes[at] !== TAB && bytes[at] !== LINE_FEED) at++
  text.at = at
  return at
}

/** The next word of this line; empty at its end. */
export function word(text: Text): string {
  const start = skipBlanks(text)
  return text.bytes.toString('latin1', start, skipWord(text))
}

/** Moves to the start of the next line; false at the end of the text. */
export function nextLine(text: Text): boolean {
  const { bytes, end } = text
  if (text.at >= end) return false
  const found = bytes.indexOf(LINE_FEED, text.at)
  text.at = found < 0 || found >= end ? end : found + 1
  return text.at < end
}

/** Whether the text continues with these bytes. */
export function startsWith(text: Text, prefix: Uint8Array): boolean {
  const { bytes, at } = text
  if (text.end - at < prefix.length) return false
  for (let i = 0; i < prefix.length; i++) if (bytes[at + i] !== prefix[i]) return false
  return true
}

/** A value that a file may lack, as the encoder wants it. */
export function known(value: number): number | null {
  return Number.isNaN(value) ? null : value
}

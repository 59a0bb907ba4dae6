import { SflowError } from '../errors.ts'

const PAIRS = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'))

/** Bytes as bare lower-case hexadecimal digits. */
export function hexText(buf: Uint8Array, at: number, length: number): string {
  if (length > 24) return Buffer.from(buf.buffer, buf.byteOffset + at, length).toString('hex')
  let text = ''
  for (let i = at; i < at + length; i++) text += PAIRS[buf[i]!]
  return text
}

function digit(code: number): number {
  if (code >= 48 && code <= 57) return code - 48
  const letter = code | 32
  return letter >= 97 && letter <= 102 ? letter - 87 : -1
}

/**
 * Writes exactly `length` bytes from bytes or hexadecimal text; `:`, `-` and `.` between digits are skipped.
 * Empty text writes zeros.
 */
export function writeHex(buf: Uint8Array, at: number, value: string | Uint8Array, length: number): void {
  if (typeof value !== 'string') {
    if (value.length !== length)
      throw new SflowError('HSF_SFLOW_VALUE', {}, `${value.length} bytes for ${length}`)
    buf.set(value, at)
    return
  }
  let nibbles = 0
  for (let i = 0; i < value.length; i++) {
    const code = value.charCodeAt(i)
    const nibble = digit(code)
    if (nibble < 0) {
      if (code === 58 || code === 45 || code === 46) continue
      throw new SflowError('HSF_SFLOW_VALUE', {}, `"${value}"`)
    }
    if (nibbles >= 2 * length) throw new SflowError('HSF_SFLOW_VALUE', {}, `"${value}"`)
    const byte = at + (nibbles >> 1)
    buf[byte] = nibbles & 1 ? buf[byte]! | nibble : nibble << 4
    nibbles++
  }
  if (nibbles === 0) buf.fill(0, at, at + length)
  else if (nibbles !== 2 * length) throw new SflowError('HSF_SFLOW_VALUE', {}, `"${value}"`)
}

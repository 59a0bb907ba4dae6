const LONGEST = 40
// As strtoul(3) with base 0 reads them, which the C daemon uses: hexadecimal behind 0x, octal behind 0.
const WHOLE = /^[+-]?(?:0x[0-9a-f]+|0[0-7]*|[1-9]\d*)$/i
const DECIMAL = /^[+-]?\d+(?:\.\d*)?(?:e[+-]?\d+)?$/i

/** A whole number that may be beyond 2^53. */
export type Whole = number | bigint

/** A JSON number, or one in a text; its fraction is cut off. Undefined when it is none. */
export function wholeOf(value: unknown): Whole | undefined {
  if (typeof value === 'number') return ofNumber(value)
  if (typeof value !== 'string' || value.length > LONGEST) return undefined
  const text = value.trim()
  if (WHOLE.test(text)) return ofDigits(text)
  return DECIMAL.test(text) && !/^[+-]?0\d/.test(text) ? ofNumber(Number(text)) : undefined
}

function ofNumber(value: number): Whole | undefined {
  if (!Number.isFinite(value)) return undefined
  const whole = Math.trunc(value)
  // Never -0.
  return Number.isSafeInteger(whole) ? whole + 0 : BigInt(whole)
}

function ofDigits(text: string): Whole {
  const digits = text.replace(/^[+-]/, '')
  const octal = /^0\d/.test(digits)
  const value = BigInt(octal ? `0o${digits.slice(1)}` : digits)
  return narrow(text.startsWith('-') ? -value : value)
}

function narrow(value: bigint): Whole {
  const number = Number(value)
  return Number.isSafeInteger(number) ? number : value
}

/** A level: what is beyond its field is as much as the field can say. Not negative. */
export function gauge(bits: 32 | 64): (value: unknown) => Whole | undefined {
  const most = bits === 32 ? 2 ** 32 - 1 : 2n ** 64n - 1n
  return (value) => {
    const whole = wholeOf(value)
    if (whole === undefined || whole < 0) return undefined
    return whole > most ? most : whole
  }
}

/** A counter: it wraps where its field ends. Not negative. */
export function counter(bits: 32 | 64): (value: unknown) => Whole | undefined {
  return (value) => {
    const whole = wholeOf(value)
    if (whole === undefined || whole < 0) return undefined
    return whole < 2 ** bits ? whole : narrow(BigInt.asUintN(bits, BigInt(whole)))
  }
}

/** A signed number, or an unsigned one, of so many bits, as the unsigned one that has the same bits. */
export function signed(bits: 32 | 64): (value: unknown) => Whole | undefined {
  const least = -(2n ** BigInt(bits - 1))
  const most = 2n ** BigInt(bits) - 1n
  return (value) => {
    const whole = wholeOf(value)
    if (whole === undefined || whole < least || whole > most) return undefined
    return whole >= 0 ? whole : narrow(BigInt.asUintN(bits, BigInt(whole)))
  }
}

/** A whole number from 0 to `most`, nothing else. */
export function atMost(most: number): (value: unknown) => number | undefined {
  return (value) => {
    const whole = wholeOf(value)
    return typeof whole === 'number' && whole >= 0 && whole <= most ? whole : undefined
  }
}

/** A number with a fraction that the field can hold; a text holds it as strtod(3) reads it. */
export function real(bits: 32 | 64): (value: unknown) => number | undefined {
  return (value) => {
    const isText = typeof value === 'string' && value.trim() !== '' && value.length <= LONGEST
    const number = isText ? Number(value) : value
    if (typeof number !== 'number') return undefined
    return Number.isFinite(bits === 32 ? Math.fround(number) : number) ? number : undefined
  }
}

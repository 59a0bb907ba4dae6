import { kind } from './kind.ts'
import type { ValueKind } from '../declaration.ts'

const INTEGER = /^(0x[0-9a-f]+|\d+)([kmg]?)$/iu

/**
 * A whole number as the C daemon reads it (strtol with base 0): decimal, 0x..., octal behind a leading 0; K, M and G
 * stand for 10^3, 10^6 and 10^9. NaN for anything else.
 */
export function readInteger(text: string): number {
  const [, digits, suffix] = INTEGER.exec(text) ?? []
  if (digits === undefined) return Number.NaN
  const octal = /^0\d/u.test(digits)
  return (
    Number(octal ? `0o${digits.slice(1)}` : digits) * 1000 ** ' kmg'.indexOf(suffix!.toLowerCase() || ' ')
  )
}

const leadingZero = (text: string): boolean => /^0\d/u.test(text)

/** A whole number within bounds. */
export const wholeNumber = (min: number, max: number, placeholder = 'N'): ValueKind<number> =>
  kind({
    placeholder,
    describe: `whole number, ${min} to ${max}`,
    jsonSchema: { type: 'integer', minimum: min, maximum: max },
    read(text) {
      const value = readInteger(text)
      return value >= min && value <= max ? value : undefined
    },
    needed(text) {
      const value = readInteger(text)
      if (value > max) return `the most is ${max}`
      if (value < min) return `the least is ${min}`
      if (leadingZero(text)) return 'a number with a leading 0 is octal: leave the 0 away'
      const unit = /^\d+[a-z]+$/iu.test(text) ? ', without a unit' : ''
      return `a whole number from ${min} to ${max} is needed${unit}`
    },
    format: String,
    caution: (text) =>
      leadingZero(text) ? `a number with a leading 0 is octal: this is ${readInteger(text)}` : undefined,
  })

/** Seconds within bounds. */
export const seconds = (min: number, max: number): ValueKind<number> => wholeNumber(min, max, 'SECONDS')

/** 1 in N; 0: none. */
export const samplingRate = wholeNumber(0, 10_000_000)

/** A decimal number between 0 and 1. */
export const probability: ValueKind<number> = kind({
  placeholder: 'P',
  describe: 'number, 0 to 1',
  jsonSchema: { type: 'number', minimum: 0, maximum: 1 },
  // The C daemon wants a digit first; ".01" is as clear.
  read(text) {
    const value = /^(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d{1,3})?$/iu.test(text) ? Number(text) : Number.NaN
    return value >= 0 && value <= 1 ? value : undefined
  },
  needed: () => 'a number from 0 to 1 is needed',
  format: String,
})

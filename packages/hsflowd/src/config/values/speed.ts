import { kind } from './kind.ts'
import type { ValueKind } from '../declaration.ts'

/** Link speeds from `min` to `max`, both included, in bit/s; `max` may be Infinity. */
export interface SpeedRange {
  readonly min: number
  readonly max: number
}

const UNITS = ['', 'K', 'M', 'G', 'T', 'P']
const SPEED = /^(\d{1,15}(?:\.\d{1,9})?)([kmgtp]?)$/iu

/** Bits per second: `10G`, `2.5G`, `100000000`; NaN for anything else. */
export function readSpeed(text: string): number {
  const [, digits, unit] = SPEED.exec(text) ?? []
  if (digits === undefined) return Number.NaN
  return Math.round(Number(digits) * 1000 ** UNITS.indexOf(unit!.toUpperCase()))
}

/** `10G`, `2500M`: the largest unit that leaves a whole number. */
export function formatSpeed(bitsPerSecond: number): string {
  let value = bitsPerSecond
  let unit = 0
  for (; value !== 0 && value % 1000 === 0 && unit < UNITS.length - 1; unit++) value /= 1000
  return `${value}${UNITS[unit]}`
}

/** `1G`, `1G-10G`, or `1G-` for all from there on. */
export const speedRange: ValueKind<SpeedRange> = kind({
  placeholder: 'SPEED[-[SPEED]]',
  describe: 'speed or range of speeds in bit/s with K, M, G, T or P: 1G, 1G-10G, 1G-',
  jsonSchema: { type: 'string', pattern: '^[0-9.]+[KMGTPkmgtp]?(-([0-9.]+[KMGTPkmgtp]?)?)?$' },
  read(text) {
    const [from = '', to, surplus] = text.split('-')
    const min = readSpeed(from)
    const max = to === undefined ? min : to === '' ? Number.POSITIVE_INFINITY : readSpeed(to)
    return surplus === undefined && min <= max ? { min, max } : undefined
  },
  needed(text) {
    const [from = '', to = ''] = text.split('-')
    return readSpeed(from) > readSpeed(to)
      ? 'the lower speed stands first'
      : 'a speed or a range of speeds is needed (1G, 1G-10G, or 1G- for all from there on)'
  },
  format({ min, max }) {
    if (min === max) return formatSpeed(min)
    return `${formatSpeed(min)}-${max === Number.POSITIVE_INFINITY ? '' : formatSpeed(max)}`
  },
})

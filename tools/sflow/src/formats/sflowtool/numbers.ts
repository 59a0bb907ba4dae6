/** printf `%.3f`: unlike toFixed, ties go to the even digit, and large numbers have no exponent. */
export function fixed3(value: number): string {
  if (Number.isNaN(value)) return 'nan'
  if (!Number.isFinite(value)) return value < 0 ? '-inf' : 'inf'
  const magnitude = Math.abs(value)
  const sign = value < 0 || Object.is(value, -0) ? '-' : ''
  if (magnitude >= 2 ** 53) return `${sign}${BigInt(magnitude)}.000`
  const thousands = magnitude * 1000
  const floor = Math.floor(thousands)
  if (thousands - floor === 0.5 && thousands / 1000 === magnitude) {
    const even = floor + (floor % 2)
    return `${sign}${Math.floor(even / 1000)}.${String(even % 1000).padStart(3, '0')}`
  }
  return sign + magnitude.toFixed(3)
}

/** Hundredths of a percent as `%.2f`. */
export function percent(hundredths: number | null): string {
  return hundredths === null ? 'unknown' : (hundredths / 100).toFixed(2)
}

/** A 32-bit word as sflowtool prints it: unsigned. */
export const unsigned = (value: number): string => `${value >>> 0}`

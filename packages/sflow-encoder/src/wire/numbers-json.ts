/** JSON of an unsigned hyper: a number when JavaScript holds it exactly, else decimal text. */
export function u64Json(value: number | bigint | null): string {
  return typeof value === 'bigint' ? `"${value}"` : `${value}`
}

/** JSON of a float: the shortest decimal that is the same 32-bit float (0.1, not 0.10000000149011612). */
export function float32Json(value: number | null): string {
  if (value === null || !Number.isFinite(value)) return 'null'
  if (Number.isInteger(value)) return `${value}`
  for (let digits = 6; digits < 9; digits++) {
    const short = Number(value.toPrecision(digits))
    if (Math.fround(short) === value) return `${short}`
  }
  return `${value}`
}

/** JSON of a double; what JSON has no number for is null. */
export function float64Json(value: number): string {
  return Number.isFinite(value) ? `${value}` : 'null'
}

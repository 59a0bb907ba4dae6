const NONE = '-'

function scaled(value: number, base: number, prefixes: readonly string[]): string {
  let step = 0
  let shown = value
  while (shown >= base * 0.9995 && step < prefixes.length - 1) {
    shown /= base
    step++
  }
  const digits = step === 0 && Number.isInteger(shown) ? 0 : shown < 10 ? 2 : shown < 100 ? 1 : 0
  return `${shown.toFixed(digits)} ${prefixes[step]}`
}

const DECIMAL = ['', 'k', 'M', 'G', 'T', 'P']
const BINARY = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB']

/** `1.2 MB/s`; `-` when not known. */
export const byteRate = (value: number | null): string =>
  value === null ? NONE : `${scaled(value, 1000, DECIMAL)}B/s`
/** `1.2 k/s` */
export const rateText = (value: number | null): string =>
  value === null ? NONE : `${scaled(value, 1000, DECIMAL).trimEnd()}/s`
/** `10.0 Gbit/s` */
export const bitRate = (value: number | null): string =>
  value === null || value === 0 ? NONE : `${scaled(value, 1000, DECIMAL).replace(/\.0+(?= )/, '')}bit/s`
/** `3.2 GiB` */
export const bytesText = (value: number): string => scaled(value, 1024, BINARY)
/** `12.3 %` */
export const percentText = (value: number | null): string => (value === null ? NONE : `${value.toFixed(1)} %`)

/** `3 d 4 h`, `2 h 13 min`, `12 min`, `42 s` */
export function durationText(seconds: number): string {
  const minutes = Math.floor(seconds / 60)
  const hours = Math.floor(minutes / 60)
  if (hours >= 24) return `${Math.floor(hours / 24)} d ${hours % 24} h`
  if (hours > 0) return `${hours} h ${minutes % 60} min`
  return minutes > 0 ? `${minutes} min` : `${Math.floor(seconds)} s`
}

import { readFile } from 'node:fs/promises'

const UNITS = [
  ['d', 86_400],
  ['h', 3600],
  ['min', 60],
  ['s', 1],
] as const

/** `3 d 4 h`, `12 min 5 s`, `7 s`. */
export function duration(ms: number): string {
  let seconds = Math.max(0, Math.round(ms / 1000))
  const parts: string[] = []
  for (const [unit, size] of UNITS) {
    const count = Math.floor(seconds / size)
    seconds -= count * size
    if (count > 0) parts.push(`${count} ${unit}`)
  }
  return parts.length === 0 ? '0 s' : parts.slice(0, 2).join(' ')
}

/** How long ago a time of ISO 8601 was; NaN for anything else. */
export const ageMs = (iso: string | undefined, nowMs: number): number => nowMs - Date.parse(iso ?? '')

/** `12.3`, `0.04`: enough digits to compare, no more. */
export const milliseconds = (ms: number | undefined): string =>
  ms === undefined ? '-' : ms >= 10 ? ms.toFixed(0) : ms.toFixed(2)

export const megabytes = (bytes: number): string => `${Math.round(bytes / 1e6)} MB`

/** Text of other programs: on one line, of at most so many characters, and without what would steer a terminal. */
export function plain(text: string, most = 200): string {
  // White space that becomes one blank is allowed for.
  const start = text.slice(0, most * 4)
  const line = start
    .replaceAll(/\s+/gu, ' ')
    .replaceAll(/[\p{Cc}\p{Cf}]/gu, '')
    .trim()
  const characters = Array.from(line)
  const isWhole = start.length === text.length && characters.length <= most
  return isWhole ? line : `${characters.slice(0, most - 3).join('')}...`
}

/** `3 datagrams`, `1 datagram`. */
export const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`

/** Names of users by number, as passwd(5) has them: no question over the network. */
export async function userName(uid: number, passwd = '/etc/passwd'): Promise<string> {
  const lines = (await readFile(passwd, 'utf8').catch(() => '')).split('\n')
  const entry = lines.map((line) => line.split(':')).find((fields) => fields[2] === String(uid))
  return entry?.[0] ?? `uid ${uid}`
}

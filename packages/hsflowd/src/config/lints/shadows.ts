import { readSpeed } from '../values/speed.ts'
import type { Finding, Lint } from './lint.ts'

const MAX_NAMED = 3

/** `sampling` where something more specific counts instead. */
export const lintShadows: Lint = function* ({ values: { sampling }, applications }, line) {
  if (sampling === undefined) return
  const ratio = applications.find(({ name }) => name.toLowerCase() === 'bps_ratio')?.sampling
  const speeds = applications.filter(
    (entry) =>
      entry.sampling !== undefined && entry.sampling !== sampling && !Number.isNaN(readSpeed(entry.name)),
  )
  if (ratio !== undefined && ratio > 0) yield byRatio(ratio, line('sampling.bps_ratio'))
  else if (speeds.length > 0) {
    const named = speeds
      .slice(0, MAX_NAMED)
      .map(({ name }) => `"sampling.${name}" (line ${line(`sampling.${name}`)})`)
    const more = speeds.length > MAX_NAMED ? ` and ${speeds.length - MAX_NAMED} more` : ''
    const verb = speeds.length > 1 ? 'are' : 'is'
    yield {
      path: 'sampling',
      message: `"sampling" has no effect on interfaces of ${speeds
        .slice(0, MAX_NAMED)
        .map(({ name }) => name)
        .join(', ')}${more}: ${named.join(', ')}${more} ${verb} more specific`,
    }
  }
}

function byRatio(ratio: number, at: number | undefined): Finding {
  return {
    path: 'sampling',
    message:
      `"sampling" has no effect on interfaces of known speed: "sampling.bps_ratio = ${ratio}" (line ${at}) is more ` +
      'specific; sampling.bps_ratio = 0 leaves it to "sampling"',
  }
}

/** A condition that lasts is reminded of once in this time. */
const REMINDER_MS = 3_600_000
/** More conditions than that at once are a flood: what is beyond is one condition of its own, whatever its key. */
const MAX_CONDITIONS = 1000
const FLOOD = ` (more than ${MAX_CONDITIONS} conditions at once: further ones are only counted)`

interface Condition {
  saidAtMs: number
  /** Since it was last said. */
  repeats: number
  total: number
}

/** Conditions that were said and are not over. */
export interface Conditions {
  /** What to add to the message when it is to be said now; undefined when it is only counted. */
  raise(key: string): string | undefined
  /** The number of repeats of a condition that is now over; undefined when it was never said. */
  clear(key: string): number | undefined
}

/** `nowMs`: a monotonic clock. */
export function createConditions(nowMs: () => number): Conditions {
  const known = new Map<string, Condition>()
  // Kept also when there is room again: else a flood that ebbs and rises would be said each time.
  let flood: Condition | undefined

  const begin = (): Condition => ({ saidAtMs: nowMs(), repeats: 0, total: 0 })

  function repeat(condition: Condition): string | undefined {
    condition.repeats++
    condition.total++
    const sinceMs = nowMs() - condition.saidAtMs
    if (sinceMs < REMINDER_MS) return undefined
    const note = ` (repeated ${condition.repeats} times in ${Math.round(sinceMs / 60_000)} min)`
    condition.saidAtMs = nowMs()
    condition.repeats = 0
    return note
  }

  return {
    raise(key) {
      const condition = known.get(key)
      if (condition !== undefined) return repeat(condition)
      if (known.size < MAX_CONDITIONS) {
        known.set(key, begin())
        return ''
      }
      if (flood === undefined) {
        flood = begin()
        return FLOOD
      }
      const note = repeat(flood)
      return note === undefined ? undefined : FLOOD + note
    },
    clear(key) {
      const total = known.get(key)?.total
      known.delete(key)
      return total
    },
  }
}

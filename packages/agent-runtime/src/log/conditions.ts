/** A condition that lasts is reminded of once in this time. */
const REMINDER_MS = 3_600_000
/** More conditions than that at once are a flood; the oldest are forgotten, and said again when they come back. */
const MAX_CONDITIONS = 1000

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
  return {
    raise(key) {
      const condition = known.get(key)
      if (condition === undefined) {
        if (known.size >= MAX_CONDITIONS) known.delete(known.keys().next().value ?? '')
        known.set(key, { saidAtMs: nowMs(), repeats: 0, total: 0 })
        return ''
      }
      condition.repeats++
      condition.total++
      const sinceMs = nowMs() - condition.saidAtMs
      if (sinceMs < REMINDER_MS) return undefined
      const note = ` (repeated ${condition.repeats} times in ${Math.round(sinceMs / 60_000)} min)`
      condition.saidAtMs = nowMs()
      condition.repeats = 0
      return note
    },
    clear(key) {
      const total = known.get(key)?.total
      known.delete(key)
      return total
    },
  }
}

import { describeProblem } from './errors.ts'
import type { SharedFileProblem } from './errors.ts'

/** More distinct conditions than that between two good files are noise: then counting starts again. */
const REMEMBERED_MAX = 100

export interface Conditions {
  /** The condition of now, if any. */
  readonly current: () => SharedFileProblem | undefined
  /** Notes a condition; true when it is new since the last recovery. */
  readonly note: (problem: SharedFileProblem) => boolean
  /** All is well again; true when there was a condition. */
  readonly clear: () => boolean
}

/** Remembers what was reported, so that each condition is reported once and its end once. */
export function conditions(): Conditions {
  const reported = new Set<string>()
  let now: SharedFileProblem | undefined
  return {
    current: () => now,
    note(problem) {
      now = problem
      const text = describeProblem(problem)
      if (reported.has(text)) return false
      if (reported.size >= REMEMBERED_MAX) reported.clear()
      reported.add(text)
      return true
    },
    clear() {
      now = undefined
      const any = reported.size > 0
      reported.clear()
      return any
    },
  }
}

const FIRST_MS = 1000
const LIMIT_MS = 60_000

/** Waiting times after failures: 1, 2, 4 ... 60 s. */
export interface BackOff {
  /** The time to wait now; the next one is longer. */
  nextMs(): number
  reset(): void
}

/** Starts at 1 s. */
export function createBackOff(): BackOff {
  let waitMs = FIRST_MS
  return {
    nextMs() {
      const now = waitMs
      waitMs = Math.min(waitMs * 2, LIMIT_MS)
      return now
    },
    reset() {
      waitMs = FIRST_MS
    },
  }
}

/** Waiting times after failures, which double. */
export interface BackOff {
  /** The time to wait now; the next one is longer. */
  nextMs(): number
  reset(): void
}

/** From `firstMs` to `limitMs`: 1, 2, 4 ... 60 s unless told. */
export function createBackOff(firstMs = 1000, limitMs = 60_000): BackOff {
  let waitMs = firstMs
  return {
    nextMs() {
      const now = waitMs
      waitMs = Math.min(waitMs * 2, limitMs)
      return now
    },
    reset() {
      waitMs = firstMs
    },
  }
}

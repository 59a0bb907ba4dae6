/** Waiting times that double. */
export interface BackOff {
  /** The time to wait now; the next one is longer. */
  nextMs(): number
  reset(): void
}

/** From `firstMs` to `limitMs`. */
export function createBackOff(firstMs: number, limitMs: number): BackOff {
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

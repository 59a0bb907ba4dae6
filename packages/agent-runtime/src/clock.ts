/** Time as agents see it; passed in, so that tests decide what time it is. */
export interface Clock {
  /** Monotonic milliseconds, fractions included: for intervals. */
  nowMs(): number
  /** Milliseconds since 1970: only to print. */
  dateMs(): number
  /** Calls back once after `delayMs`, and returns what cancels that. A pending call keeps the process alive. */
  schedule(callback: () => void, delayMs: number): () => void
}

/** A uniform random number in [0, 1), as `Math.random`. */
export type Random = () => number

/** The clock of this machine. */
export const systemClock: Clock = {
  nowMs: () => performance.now(),
  dateMs: () => Date.now(),
  schedule(callback, delayMs) {
    const timer = setTimeout(callback, delayMs)
    return () => clearTimeout(timer)
  },
}

/** The same, for what is embedded in somebody else's program: nothing that is scheduled keeps the process alive. */
export const backgroundClock: Clock = {
  ...systemClock,
  schedule(callback, delayMs) {
    const timer = setTimeout(callback, delayMs).unref()
    return () => clearTimeout(timer)
  },
}

/** Resolves after `delayMs` of `clock`. */
export function sleep(clock: Clock, delayMs: number): Promise<void> {
  return new Promise((resolve) => {
    clock.schedule(resolve, delayMs)
  })
}

/**
 * What `promise` resolves to, or undefined when `limitMs` pass first; whatever it does later is ignored.
 * Rejections before that are passed on.
 */
export async function withinTime<T>(
  clock: Clock,
  promise: Promise<T>,
  limitMs: number,
): Promise<T | undefined> {
  let cancel = (): void => undefined
  const limit = new Promise<undefined>((resolve) => {
    cancel = clock.schedule(() => resolve(undefined), limitMs)
  })
  promise.catch(() => undefined)
  try {
    return await Promise.race([promise, limit])
  } finally {
    cancel()
  }
}

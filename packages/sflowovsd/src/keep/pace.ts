import type { Clock } from '@host-sflow/agent-runtime'

/** A limit on how often something is done: a burst at once, and then so many a second. */
export interface Pace {
  /** 0: now. */
  waitMs(): number
  take(): void
}

/** `burst` at once; each of them comes back after `everyMs`. */
export function createPace(clock: Clock, burst: number, everyMs: number): Pace {
  /** When the bucket is full again. */
  let fullAtMs = -Infinity
  return {
    waitMs: () => Math.max(0, fullAtMs - (burst - 1) * everyMs - clock.nowMs()),
    take() {
      fullAtMs = Math.max(fullAtMs, clock.nowMs()) + everyMs
    },
  }
}

import { performance, type EventLoopUtilization } from 'node:perf_hooks'

/** How well a process keeps up with its events. */
export interface LoopReport {
  /** By how much the last tick came late, ms: something else held the event loop, or the machine was busy. */
  readonly lastLagMs: number
  readonly maxLagMs: number
  /** Part of the time since the report before that was spent working: 0 idle, 1 never waiting. */
  readonly utilization: number
}

/** Measures how late the ticks of a clock come. */
export interface LoopMeter {
  /** Call it at each tick; allocates nothing. */
  tick(nowMs: number): void
  report(): LoopReport
}

const [LAST_TICK, LAST_LAG, MAX_LAG, FIGURES] = [0, 1, 2, 3]

/**
 * A meter of ticks that are to come every `periodMs`. Node's own (monitorEventLoopDelay) wakes the process up a hundred
 * times a second; a tick that comes anyway tells as much.
 */
export function createLoopMeter(periodMs: number): LoopMeter {
  const figures = new Float64Array(FIGURES)
  figures[LAST_TICK] = Number.NaN
  let before: EventLoopUtilization = performance.eventLoopUtilization()
  return {
    tick(nowMs) {
      // A tick that makes up for a late one comes early: that is no lag. Nor is the first one.
      const lagMs = Math.max(0, nowMs - figures[LAST_TICK]! - periodMs)
      figures[LAST_TICK] = nowMs
      if (Number.isNaN(lagMs)) return
      figures[LAST_LAG] = lagMs
      if (lagMs > figures[MAX_LAG]!) figures[MAX_LAG] = lagMs
    },
    report() {
      const now = performance.eventLoopUtilization()
      const { utilization } = performance.eventLoopUtilization(now, before)
      before = now
      return { lastLagMs: figures[LAST_LAG]!, maxLagMs: figures[MAX_LAG]!, utilization }
    },
  }
}

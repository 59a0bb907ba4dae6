import type { Clock } from '../../src/clock.ts'

interface Timer {
  readonly atMs: number
  readonly order: number
  readonly callback: () => void
}

/** A clock that tests set. */
export interface FakeClock extends Clock {
  /** Number of pending timers. */
  readonly timers: number
  /** Lets time pass: every timer fires at its instant, and promises settle in between. */
  advance(ms: number): Promise<void>
  /** A stall: time passes, and timers that were due meanwhile fire once it is over. */
  stall(ms: number): Promise<void>
}

export function createFakeClock(): FakeClock {
  const timers = new Set<Timer>()
  let nowMs = 0
  let order = 0

  const next = (untilMs: number): Timer | undefined =>
    [...timers]
      .filter(({ atMs }) => atMs <= untilMs)
      .toSorted((a, b) => a.atMs - b.atMs || a.order - b.order)[0]

  async function runUntil(untilMs: number): Promise<void> {
    await settle()
    for (let timer = next(untilMs); timer !== undefined; timer = next(untilMs)) {
      timers.delete(timer)
      nowMs = Math.max(nowMs, timer.atMs)
      timer.callback()
      await settle()
    }
    nowMs = untilMs
  }

  return {
    get timers() {
      return timers.size
    },
    nowMs: () => nowMs,
    dateMs: () => Date.UTC(2026, 0, 1) + nowMs,
    schedule(callback, delayMs) {
      const timer = { atMs: nowMs + delayMs, order: order++, callback }
      timers.add(timer)
      return () => timers.delete(timer)
    },
    advance: (ms) => runUntil(nowMs + ms),
    stall(ms) {
      nowMs += ms
      return runUntil(nowMs)
    },
  }
}

/** Lets promises that are ready run. */
export async function settle(): Promise<void> {
  for (let i = 0; i < 20; i++) await Promise.resolve()
}

import type { Clock } from './clock.ts'

export interface TickerOptions {
  readonly clock: Clock
  readonly periodMs: number
  /** `tick` counts periods since the start; after a stall it jumps. */
  readonly onTick: (tick: number) => void
}

/**
 * Calls back at start + n periods. A tick that comes late is run once, whatever it missed: the ones in between are
 * left out (unlike C hsflowd, which replays them in a burst, hsflowd.md §13). Returns what ends it.
 */
export function startTicker({ clock, periodMs, onTick }: TickerOptions): () => void {
  const startedAtMs = clock.nowMs()
  let tick = 0
  let cancel = (): void => undefined
  let stopped = false

  function wait(): void {
    const dueAtMs = startedAtMs + (tick + 1) * periodMs
    cancel = clock.schedule(run, Math.max(0, dueAtMs - clock.nowMs()))
  }

  function run(): void {
    // Timers may fire a fraction of a millisecond early; that still is the tick that was waited for.
    tick = Math.max(tick + 1, Math.floor((clock.nowMs() - startedAtMs) / periodMs))
    try {
      onTick(tick)
    } finally {
      if (!stopped) wait()
    }
  }

  wait()
  return () => {
    stopped = true
    cancel()
  }
}

import type { Clock } from '@host-sflow/agent-runtime'
import { createPace } from './pace.ts'

/** 50 bridges made in a row are 50 passes at once; a storm that goes on is followed ten times a second. */
const BURST = 100
const EVERY_MS = 100

/** How long to wait after a run. */
export interface Pause {
  /** Until the next one when nothing happens. */
  readonly idleMs: number
  /** Until what `soon` asks for. */
  readonly soonMs: number
}

/** Runs one at a time. What is asked for while one runs is one more run, however often it is asked for. */
export interface Scheduler {
  now(): void
  /** After the pause that the last run has asked for. */
  soon(): void
  /** Resolves after a run that began after this call, or when none can be. */
  once(): Promise<void>
  /** While closed, nothing is run; what is asked for is kept. */
  gate(open: boolean): void
  /** Whether another run has been asked for. */
  busy(): boolean
  /** When the next run is due, of the monotonic clock; undefined: now, or not before the gate opens. */
  dueAtMs(): number | undefined
  /** Begins no more; resolves when the one that runs has ended. */
  close(): Promise<void>
}

export function createScheduler(clock: Clock, run: () => Promise<Pause>): Scheduler {
  const pace = createPace(clock, BURST, EVERY_MS)
  let isOpen = false
  let isClosed = false
  let asked: 'now' | 'soon' | undefined
  let running: Promise<void> | undefined
  let ended: { readonly atMs: number; readonly pause: Pause } | undefined
  let dueAtMs: number | undefined
  let cancel = (): void => undefined
  const waiters: (() => void)[] = []

  function release(): void {
    for (const resolve of waiters.splice(0)) resolve()
  }

  function arrange(): void {
    cancel()
    dueAtMs = undefined
    if (isClosed || !isOpen || running !== undefined) return
    const sinceMs = ended === undefined ? 0 : clock.nowMs() - ended.atMs
    const pauseMs = asked === 'now' ? 0 : asked === 'soon' ? (ended?.pause.soonMs ?? 0) : ended?.pause.idleMs
    if (pauseMs === undefined) return
    const waitMs = Math.max(0, pauseMs - sinceMs, pace.waitMs())
    if (waitMs === 0) return start()
    dueAtMs = clock.nowMs() + waitMs
    cancel = clock.schedule(start, waitMs)
  }

  function start(): void {
    pace.take()
    asked = undefined
    dueAtMs = undefined
    running = serve(waiters.splice(0))
  }

  async function serve(served: readonly (() => void)[]): Promise<void> {
    const pause = await run()
    running = undefined
    ended = { atMs: clock.nowMs(), pause }
    for (const resolve of served) resolve()
    arrange()
  }

  return {
    now() {
      asked = 'now'
      arrange()
    },
    soon() {
      asked ??= 'soon'
      arrange()
    },
    once() {
      if (isClosed || !isOpen) return Promise.resolve()
      return new Promise((resolve) => {
        waiters.push(resolve)
        asked = 'now'
        arrange()
      })
    },
    gate(open) {
      isOpen = open
      if (!open) release()
      arrange()
    },
    busy: () => asked !== undefined,
    dueAtMs: () => dueAtMs,
    async close() {
      isClosed = true
      cancel()
      release()
      await running
    },
  }
}

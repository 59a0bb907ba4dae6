/** Looks after events are at least this far apart, so that a file which changes all the time costs little. */
const GAP_MS = 10

export interface SerialLooks {
  /** A look that begins after this call; resolves when it is done. */
  readonly now: () => Promise<void>
  /** The same for those who do not wait: within {@link GAP_MS} of the last look, or when the one under way is done. */
  readonly soon: () => void
  /** No look begins any more; resolves when the one under way is done. */
  readonly stop: () => Promise<void>
}

/** Lets one look run at a time, and many wishes during it be one more look. */
export function serialLooks(look: () => Promise<void>): SerialLooks {
  let running: Promise<void> | undefined
  let waiting: Promise<void> | undefined
  let timer: NodeJS.Timeout | undefined
  let ended = Number.NEGATIVE_INFINITY
  let stopped = false

  const start = (): Promise<void> => {
    clearTimeout(timer)
    timer = undefined
    const run = (stopped ? Promise.resolve() : look()).finally(() => {
      ended = performance.now()
      if (running === run) running = undefined
    })
    running = run
    return run
  }

  const now = (): Promise<void> => {
    if (waiting !== undefined) return waiting
    if (running === undefined) return start()
    waiting = running.then(() => {
      waiting = undefined
      return start()
    })
    return waiting
  }

  const soon = (): void => {
    if (stopped || timer !== undefined) return
    const gap = ended + GAP_MS - performance.now()
    timer = setTimeout(
      () => {
        timer = undefined
        void now()
      },
      Math.max(0, gap),
    )
    timer.unref()
  }

  const stop = async (): Promise<void> => {
    stopped = true
    clearTimeout(timer)
    await waiting
    await running
  }
  return { now, soon, stop }
}

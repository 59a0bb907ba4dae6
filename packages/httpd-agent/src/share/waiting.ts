import type { Clock } from '@host-sflow/agent-runtime'

/** The waiting of one who does one thing after the other, and can be woken. */
export interface Waiting {
  /** Until this time has passed, or {@link Waiting.wake}. */
  readonly pause: (ms: number) => Promise<void>
  /** Until {@link Waiting.wake}. */
  readonly rest: () => Promise<void>
  readonly wake: () => void
}

export function createWaiting(clock: Clock): Waiting {
  let wake = (): void => undefined
  return {
    pause: (ms) =>
      new Promise((resolve) => {
        const cancel = clock.schedule(resolve, ms)
        wake = () => {
          cancel()
          resolve()
        }
      }),
    rest: () =>
      new Promise((resolve) => {
        wake = resolve
      }),
    wake: () => wake(),
  }
}

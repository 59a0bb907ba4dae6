import type { Clock } from '../clock.ts'

/** A refusal comes back within a round trip; an address that lets that time pass is taken as good. */
const TRIAL_MS = 1000
/** A host with a hundred interfaces sends no more at once; beyond that, only what comes first is kept. */
const MAX_COPIES = 64

/**
 * Copies of the first datagrams that went to one of several addresses, for the next one if this one refuses them:
 * otherwise all that `--once` has to say to "localhost" would be gone with the wrong one of ::1 and 127.0.0.1.
 */
export interface Trial {
  record(bytes: Uint8Array): void
  /** The copies, while the trial lasts. */
  copies(): readonly Uint8Array[]
}

/** Begins with the first datagram. */
export function createTrial(clock: Clock): Trial {
  let copies: Uint8Array[] = []
  let sinceMs: number | undefined
  return {
    record(bytes) {
      sinceMs ??= clock.nowMs()
      if (clock.nowMs() - sinceMs > TRIAL_MS) copies = []
      else if (copies.length < MAX_COPIES) copies.push(bytes.slice())
    },
    copies: () => copies,
  }
}

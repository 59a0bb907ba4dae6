import { createBackOff, type Clock } from '@host-sflow/agent-runtime'

/** Who sets up a host by a script makes a few changes in a row; two programs that answer each other make that in a second. */
const MAX_REVERTS = 10
const WITHIN_MS = 10_000
const FIRST_MS = 1000
const LIMIT_MS = 60_000
const QUIET_MS = 60_000

/**
 * Somebody else's changes are put right at once. Who makes them again and again is given way to, for longer and longer:
 * two programs that answer each other at once would keep the switch, and two processors, busy with nothing else.
 */
export interface Contention {
  /** Somebody else has changed what is ours: how long that is left as it is. 0: it is put right now. */
  waitMs(): number
  /** It has been put right. */
  reverted(): void
  /** All was as it should be. */
  quiet(): void
  /** There were too many changes, and no quiet minute since. */
  active(): boolean
}

export function createContention(clock: Clock): Contention {
  const backOff = createBackOff(FIRST_MS, LIMIT_MS)
  let reverts: number[] = []
  let active = false
  /** Something waits to be put right: that is no quiet time. */
  let waiting = false
  let notBeforeMs = -Infinity

  function calmDown(): void {
    const last = reverts.at(-1)
    if (!active || waiting || last === undefined || clock.nowMs() - last < QUIET_MS) return
    active = false
    backOff.reset()
    notBeforeMs = -Infinity
  }

  return {
    waitMs() {
      calmDown()
      const waitMs = Math.max(0, notBeforeMs - clock.nowMs())
      waiting = waitMs > 0
      return waitMs
    },
    reverted() {
      const nowMs = clock.nowMs()
      waiting = false
      reverts = [...reverts.filter((atMs) => nowMs - atMs < WITHIN_MS), nowMs].slice(-MAX_REVERTS)
      if (reverts.length === MAX_REVERTS) active = true
      if (active) notBeforeMs = nowMs + backOff.nextMs()
    },
    quiet() {
      waiting = false
      calmDown()
    },
    active: () => active,
  }
}

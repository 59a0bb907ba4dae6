import type { Clock } from '../clock.ts'

/** Refusals that go on for so long make a collector unusable while there are others. */
export const REFUSED_MS = 30_000
/** A refusal comes back within a round trip: a datagram that has been gone for longer was not refused. */
export const ANSWER_MS = 2000
/** Kernels and routers answer some datagrams only (1 per second and peer on Linux): a shorter silence proves little. */
const WORKING_MS = 10_000

/** Whether a collector refuses what it gets. */
export interface Refusals {
  /** A datagram was handed to the socket. */
  sent(): void
  /** An ICMP error came back, or the socket failed. */
  refused(): void
  /** They have gone on for 30 s, and are not over. */
  readonly lasting: boolean
  /** There were none, or a datagram has been gone for 2 s without one. */
  readonly over: boolean
  /** There were none, or a datagram has been gone for 10 s without one. */
  readonly working: boolean
}

/** Nothing is refused at first. */
export function createRefusals(clock: Clock): Refusals {
  /** The first one that was followed by no working period. */
  let sinceMs: number | undefined
  /** The first datagram after the last one. */
  let sentAtMs: number | undefined

  /** Whether a datagram that was not refused has been gone for so long. */
  const gone = (limitMs: number): boolean => sentAtMs !== undefined && clock.nowMs() - sentAtMs >= limitMs

  function forgetWhenWorking(): void {
    if (gone(WORKING_MS)) sinceMs = undefined
  }

  const isOver = (): boolean => sinceMs === undefined || gone(ANSWER_MS)

  return {
    sent() {
      if (sinceMs === undefined) return
      forgetWhenWorking()
      sentAtMs ??= clock.nowMs()
    },
    refused() {
      forgetWhenWorking()
      sinceMs ??= clock.nowMs()
      sentAtMs = undefined
    },
    get lasting() {
      return sinceMs !== undefined && clock.nowMs() - sinceMs >= REFUSED_MS && !isOver()
    },
    get over() {
      return isOver()
    },
    get working() {
      return sinceMs === undefined || gone(WORKING_MS)
    },
  }
}

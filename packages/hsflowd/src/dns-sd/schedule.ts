import type { Random } from '@host-sflow/agent-runtime'
import type { LookUp } from './look-up.ts'

export const FLOOR_MS = 10_000
export const CEILING_MS = 3_600_000

/** A share of the wait by which hosts differ, so that a fleet that starts at once does not ask at once for ever. */
const JITTER = 0.1
const MAX_BACK_OFF_S = 60

// A record that is not there is asked for again when the zone lets servers forget that (RFC 2308): sooner gives the same
// answer out of the cache. Zones say hours there as often as minutes; five minutes is what the C daemon asks after, so
// that a fleet without a record costs its servers no more than before, and one that is published is noticed by then.
const MAX_NEGATIVE_S = 300
/** Where the zone does not say: caches keep nothing then, so every question reaches its server. */
const UNKNOWN_NEGATIVE_S = 60

export interface WaitOptions {
  readonly floorMs: number
  readonly ceilingMs: number
  readonly random: Random
}

/** Time until DNS is asked again. `failures`: failed look-ups in a row, this one included. */
export function waitMs(result: LookUp, failures: number, options: WaitOptions): number {
  const { floorMs, ceilingMs, random } = options
  // 1, 2, 4 ... 60 s.
  if (result.state === 'failed')
    return Math.min(2 ** (failures - 1), MAX_BACK_OFF_S) * 1000 * (1 - JITTER * random())
  const ttlS =
    result.state === 'found' ? result.ttlS : Math.min(result.ttlS ?? UNKNOWN_NEGATIVE_S, MAX_NEGATIVE_S)
  // Later rather than sooner, when the record has left the caches; floor and ceiling hold with the jitter.
  const baseMs = Math.max(floorMs, Math.min(ttlS * 1000, ceilingMs / (1 + JITTER)))
  return baseMs * (1 + JITTER * random())
}

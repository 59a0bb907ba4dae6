import type { Clock, Log } from '@host-sflow/agent-runtime'
import { OvsError } from '../errors.ts'
import type { Passed } from './pass.ts'

/** Longer than ovs-vswitchd takes for thousands of ports. */
const PATIENCE_MS = 3000
const FIRST_MS = 1000
const LIMIT_MS = 60_000

/** Whether ovs-vswitchd has taken in what the database was given. */
export interface Confirmation {
  take(passed: Pick<Passed, 'applied' | 'after'>): void
  /** It has not yet. */
  isDue(): boolean
  /** When to read again to see whether it has by then; undefined: it has. */
  lookAgainMs(): number | undefined
}

export function createConfirmation(clock: Clock, log: Log): Confirmation {
  let sinceMs: number | undefined
  /** What it was given before this process was there may not have arrived. */
  let isFirst = true
  return {
    take({ applied, after }) {
      if (!after.behind) {
        isFirst = false
        sinceMs = undefined
        log.recovered('HSF_OVS_UNCONFIRMED', 'ovs-vswitchd has taken in what the database holds')
        return
      }
      // Later, somebody is changing something else at this moment.
      if (applied === 'unconfirmed' || isFirst) sinceMs ??= clock.nowMs()
      isFirst = false
      if (sinceMs !== undefined && clock.nowMs() - sinceMs >= PATIENCE_MS)
        log.problem('HSF_OVS_UNCONFIRMED', new OvsError('HSF_OVS_UNCONFIRMED').message)
    },
    isDue: () => sinceMs !== undefined,
    lookAgainMs() {
      if (sinceMs === undefined) return undefined
      // The longer it lasts, the less often: each time doubles it.
      return Math.min(LIMIT_MS, Math.max(FIRST_MS, clock.nowMs() - sinceMs))
    },
  }
}

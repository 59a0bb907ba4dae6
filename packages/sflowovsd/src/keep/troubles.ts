import { createBackOff, messageOf, type Clock, type Log } from '@host-sflow/agent-runtime'
import { isPassing, OvsError } from '../errors.ts'
import type { Pause } from './scheduler.ts'

const FIRST_MS = 1000
const LIMIT_MS = 60_000
/** What changes while nothing works is tried at most this often. */
const EVENT_MS = 1000
/** More in a row of those that another try mends are errors like others. */
const MAX_PASSING = 5

/** Errors of passes: each kind is said once, and tried again with back-off. */
export interface Troubles {
  /** How long to wait now. */
  failed(error: unknown): Pause
  /** A pass went well: all is over. */
  over(): void
  /** Something new is to be tried: the back-off starts again. */
  renew(): void
  /** The last error, also when it is over. */
  last(): { readonly text: string; readonly at: string } | undefined
  /** The error that lasts. */
  current(): string | undefined
}

export function createTroubles(clock: Clock, log: Log): Troubles {
  const backOff = createBackOff(FIRST_MS, LIMIT_MS)
  const said = new Set<string>()
  let passing = 0
  let last: { text: string; at: string } | undefined
  let current: string | undefined

  return {
    failed(error) {
      const code = error instanceof OvsError ? error.code : 'HSF_OVS_FAILED'
      const text = messageOf(error)
      log.debug(`a pass failed: ${text}`)
      if (isPassing(error) && ++passing <= MAX_PASSING) return { idleMs: 0, soonMs: 0 }
      last = { text, at: new Date(clock.dateMs()).toISOString() }
      current = text
      said.add(code)
      // Of an error without a code only the stack tells where it comes from.
      log.problem(code, text, error instanceof OvsError ? {} : { err: error })
      return { idleMs: backOff.nextMs(), soonMs: EVENT_MS }
    },
    over() {
      for (const code of said) log.recovered(code, 'Open vSwitch can be read and set again')
      said.clear()
      passing = 0
      current = undefined
      backOff.reset()
    },
    renew: () => backOff.reset(),
    last: () => last,
    current: () => current,
  }
}

import type { Log } from '@host-sflow/agent-runtime'
import { sayFailure } from '../errors.ts'

/** Does it; what it throws is said, and undefined is what it gives. */
export type Guard = <T>(act: () => T) => T | undefined

/** The last line before the application: nothing that fails in here is to end its process. */
export const createGuard =
  (log: Log): Guard =>
  (act) => {
    try {
      return act()
    } catch (error) {
      sayFailure(log, error)
      return undefined
    }
  }

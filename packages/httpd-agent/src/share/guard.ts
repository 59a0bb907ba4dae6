import { messageOf, type Log } from '@host-sflow/agent-runtime'
import { describeError } from '../errors.ts'

/** Does it; what it throws is said, and undefined is what it gives. */
export type Guard = <T>(act: () => T) => T | undefined

/** The last line before the application: nothing that fails in here is to end its process. */
export const createGuard =
  (log: Log): Guard =>
  (act) => {
    try {
      return act()
    } catch (error) {
      log.problem('HSF_HTTP_INTERNAL', describeError('HSF_HTTP_INTERNAL', messageOf(error)))
      return undefined
    }
  }

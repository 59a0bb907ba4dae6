import type { Log } from '@host-sflow/agent-runtime'
import { HostError } from '../host/errors.ts'

/** Where troubles are told: a log says each once, then once an hour with the number of repeats. */
export type TroubleLog = Pick<Log, 'forget' | 'problem' | 'recovered'>

/** What fails again and again, until it works. */
export interface Trouble {
  of(error: unknown): void
  /** It has worked. */
  over(): void
  /** It is no more. */
  forget(): void
}

/** Errors whose text changes each time must not fill the log: further ones count as one. */
const MAX_DISTINCT = 8

/** Tells the troubles of one subject, for example `source cpu`. */
export function createTrouble(subject: string, log: TroubleLog): Trouble {
  const told = new Set<string>()

  function forget(): void {
    for (const key of told) log.forget(key)
    told.clear()
  }

  return {
    of(error) {
      const { code, message, remedy } = explained(error)
      let key = `${code} ${subject} ${message}`
      if (!told.has(key) && told.size >= MAX_DISTINCT) key = `${code} ${subject}`
      told.add(key)
      log.problem(key, `${subject}: ${message} (${remedy})`)
    },
    over() {
      const [first] = told
      if (first === undefined) return
      // Once, whatever the number of its errors.
      log.recovered(first, `${subject} works again`)
      forget()
    },
    forget,
  }
}

/** The errors of the project bring their remedy with them. */
function explained(error: unknown): {
  readonly code: string
  readonly message: string
  readonly remedy: string
} {
  if (!(error instanceof Error)) return new HostError('HSF_HOST_SOURCE', String(error))
  const { code, remedy } = error as { code?: unknown; remedy?: unknown }
  if (typeof code !== 'string' || typeof remedy !== 'string')
    return new HostError('HSF_HOST_SOURCE', error.message)
  return { code, message: error.message, remedy }
}

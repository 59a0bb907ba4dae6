import type { Clock } from '../clock.ts'
import { describe, runtimeErrors, type RuntimeErrorCode } from '../errors.ts'
import type { Log } from '../log/log.ts'

/** UDP knows no success: a trouble counts as over when datagrams have left and it has not come back for so long. */
const QUIET_MS = 60_000
const SENT_AGAIN = 'datagrams can be sent to the collector again'
const MENDED: Partial<Record<RuntimeErrorCode, string>> = {
  HSF_COLLECTOR_REFUSED: 'the collector no longer refuses datagrams',
  HSF_COLLECTOR_REJECTED: 'datagrams are no longer rejected on the way to the collector',
  HSF_COLLECTOR_UNREACHABLE: SENT_AGAIN,
  HSF_COLLECTOR_SOURCE: SENT_AGAIN,
  HSF_COLLECTOR_FAMILY: SENT_AGAIN,
  HSF_COLLECTOR_DEVICE: SENT_AGAIN,
  HSF_COLLECTOR_NAMESPACE: SENT_AGAIN,
  HSF_COLLECTOR_LIMIT: SENT_AGAIN,
  HSF_COLLECTOR_QUEUE: 'datagrams are no longer dropped for the collector',
  HSF_COLLECTOR_TOO_BIG: 'datagrams are no longer too big for the collector',
}

/** The last thing that went wrong. */
export interface LastError {
  readonly code: string
  readonly message: string
  /** ISO 8601. */
  readonly at: string
}

/** What is wrong with a collector: each said once, and its end. */
export interface Troubles {
  readonly last: LastError | null
  /** Whether one of them is there. */
  has(...codes: RuntimeErrorCode[]): boolean
  raise(code: RuntimeErrorCode, detail: string, remedy?: string): void
  /** Says that one is over, if it was there. */
  end(code: RuntimeErrorCode, message: string): void
  /** Ends those that have not come back for long enough. Call it before the next datagram leaves. */
  judge(): void
  /** The collector is gone, and what was wrong with it. */
  forget(): void
}

/** `label` names the collector in the log, `datagrams` counts what has left. */
export function createTroubles(label: string, datagrams: () => number, log: Log, clock: Clock): Troubles {
  /** When each last happened, and how many datagrams had left by then. */
  const raised = new Map<RuntimeErrorCode, { readonly atMs: number; readonly datagrams: number }>()
  let last: LastError | null = null
  const keyOf = (code: RuntimeErrorCode): string => `${code} ${label}`

  function end(code: RuntimeErrorCode, message: string): void {
    if (raised.delete(code)) log.recovered(keyOf(code), message)
  }

  return {
    get last() {
      return last
    },
    has: (...codes) => codes.some((code) => raised.has(code)),
    raise(code, detail, remedy = runtimeErrors[code].remedy) {
      last = { code, message: describe(code, detail), at: new Date(clock.dateMs()).toISOString() }
      raised.set(code, { atMs: clock.nowMs(), datagrams: datagrams() })
      log.problem(keyOf(code), `${last.message} (${remedy})`)
    },
    end,
    judge() {
      if (raised.size === 0) return
      for (const [code, since] of raised) {
        const message = MENDED[code]
        if (message === undefined || datagrams() === since.datagrams) continue
        if (clock.nowMs() - since.atMs >= QUIET_MS) end(code, `${message}: ${label}`)
      }
    },
    forget() {
      for (const code of raised.keys()) log.forget(keyOf(code))
      raised.clear()
    },
  }
}

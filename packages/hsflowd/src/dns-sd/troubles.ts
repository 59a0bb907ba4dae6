import type { Log } from '@host-sflow/agent-runtime'
import { describeDnsSd } from './errors.ts'
import type { LookUp } from './look-up.ts'

/** Says what is wrong with the answers of DNS once, and when it is over. */
export interface Troubles {
  say(result: LookUp): void
  /** Nobody asks any more. */
  forget(): void
}

export function createTroubles(log: Log): Troubles {
  let records = new Set<string>()

  function sayRecords(warnings: readonly string[]): void {
    const present = new Set(warnings)
    for (const text of records) if (!present.has(text)) log.forget(`HSF_DNS_SD_RECORD ${text}`)
    for (const text of present)
      log.problem(`HSF_DNS_SD_RECORD ${text}`, describeDnsSd('HSF_DNS_SD_RECORD', text))
    records = present
  }

  return {
    say(result) {
      if (result.state === 'failed') {
        sayRecords(result.warnings)
        return log.problem('HSF_DNS_SD', describeDnsSd('HSF_DNS_SD', result.why))
      }
      log.recovered('HSF_DNS_SD', 'DNS answers again')
      if (result.state === 'off') {
        sayRecords([])
        log.forget('HSF_DNS_SD_TXT')
        return log.problem('HSF_DNS_SD_NONE', describeDnsSd('HSF_DNS_SD_NONE', result.why))
      }
      log.recovered('HSF_DNS_SD_NONE', `DNS names collectors: ${result.name}`)
      sayRecords(result.warnings)
      const { txtTrouble } = result
      if (txtTrouble === undefined) log.recovered('HSF_DNS_SD_TXT', 'DNS tells the settings again')
      else log.problem('HSF_DNS_SD_TXT', describeDnsSd('HSF_DNS_SD_TXT', txtTrouble))
    },
    forget() {
      sayRecords([])
      for (const code of ['HSF_DNS_SD', 'HSF_DNS_SD_NONE', 'HSF_DNS_SD_TXT']) log.forget(code)
    },
  }
}

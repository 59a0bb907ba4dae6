import type { RecordInput } from '@host-sflow/sflow-encoder'
import type { Host } from '../host/host.ts'
import type { OpenSource, Source } from './source.ts'
import { createTrouble, type TroubleLog } from './trouble.ts'

/** All sources as one. */
export interface Collector {
  /** The records of all sources, valid until the next call. Never throws. */
  collect(): readonly RecordInput[]
  close(): void
}

/** Opens sources so that one that fails does not affect the others: its records are left out until it works again. */
export function openSources(host: Host, sources: readonly Source[], log: TroubleLog): Collector {
  const opened = sources.map((source) => guard(host, source, log))
  const records: RecordInput[] = []
  return {
    collect() {
      records.length = 0
      for (const source of opened) for (const record of source.collect()) records.push(record)
      return records
    },
    close: () => opened.forEach((source) => source.close()),
  }
}

const nothing: readonly RecordInput[] = []

function guard(host: Host, source: Source, log: TroubleLog): OpenSource {
  const trouble = createTrouble(`source ${source.name}`, log)
  let open: OpenSource | undefined

  function attempt<Result>(act: () => Result, otherwise: Result): Result {
    try {
      return act()
    } catch (error) {
      trouble.of(error)
      return otherwise
    }
  }

  // Opened at once: later, the process may have fewer rights.
  open = attempt(() => source.open(host), undefined)
  return {
    collect() {
      try {
        open ??= source.open(host)
        const records = open.collect()
        trouble.over()
        return records
      } catch (error) {
        trouble.of(error)
        return nothing
      }
    },
    close: () => attempt(() => open?.close(), undefined),
  }
}

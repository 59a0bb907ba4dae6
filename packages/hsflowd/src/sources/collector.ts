import { messageOf } from '@host-sflow/agent-runtime'
import type { RecordInput } from '@host-sflow/sflow-encoder'
import type { Host } from '../host/host.ts'
import type { Source } from './source.ts'
import { createTrouble, type TroubleLog } from './trouble.ts'

/** What one source has done. Times are those of a whole reading, in ms. */
export interface SourceStatistics {
  readonly name: string
  readonly collections: number
  readonly failures: number
  readonly lastMs: number
  readonly meanMs: number
  readonly maxMs: number
  /** That of the last reading; null when it went well. */
  readonly error: string | null
}

/** All sources as one. */
export interface Collector {
  /** The records of all sources, valid until the next call. Never throws. */
  collect(): readonly RecordInput[]
  statistics(): SourceStatistics[]
  close(): void
}

interface GuardedSource {
  collect(): readonly RecordInput[]
  statistics(): SourceStatistics
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
    statistics: () => opened.map((source) => source.statistics()),
    close: () => opened.forEach((source) => source.close()),
  }
}

const nothing: readonly RecordInput[] = []
/** Figures of a source: in one array of numbers, so that counting allocates nothing. */
const [COLLECTIONS, FAILURES, LAST_MS, SUM_MS, MAX_MS, FIGURES] = [0, 1, 2, 3, 4, 5]

function guard(host: Host, source: Source, log: TroubleLog): GuardedSource {
  const trouble = createTrouble(`source ${source.name}`, log)
  const figures = new Float64Array(FIGURES)
  let error: unknown

  function failed(cause: unknown): void {
    error = cause
    trouble.of(cause)
  }

  function attempt<Result>(act: () => Result): Result | undefined {
    try {
      return act()
    } catch (cause) {
      failed(cause)
      return undefined
    }
  }

  function collect(): readonly RecordInput[] {
    try {
      open ??= source.open(host)
      const records = open.collect()
      error = undefined
      trouble.over()
      return records
    } catch (cause) {
      figures[FAILURES]!++
      failed(cause)
      return nothing
    }
  }

  // Opened at once: later, the process may have fewer rights.
  let open = attempt(() => source.open(host))
  return {
    collect() {
      const startedAtMs = host.nowMs()
      const records = collect()
      const tookMs = host.nowMs() - startedAtMs
      figures[COLLECTIONS]!++
      figures[LAST_MS] = tookMs
      figures[SUM_MS]! += tookMs
      if (tookMs > figures[MAX_MS]!) figures[MAX_MS] = tookMs
      return records
    },
    statistics: () => ({
      name: source.name,
      collections: figures[COLLECTIONS]!,
      failures: figures[FAILURES]!,
      lastMs: figures[LAST_MS]!,
      meanMs: figures[COLLECTIONS] === 0 ? 0 : figures[SUM_MS]! / figures[COLLECTIONS]!,
      maxMs: figures[MAX_MS]!,
      error: error === undefined ? null : messageOf(error),
    }),
    close: () => attempt(() => open?.close()),
  }
}

import type { RecordInput } from '@host-sflow/sflow-encoder'
import { codeOf } from '../host/errors.ts'
import type { HostErrorCode } from '../host/errors.ts'
import type { Host } from '../host/host.ts'
import type { OpenSource, Source } from './source.ts'

/** A source that failed; its records are left out until it works again. */
export interface SourceProblem {
  readonly source: string
  readonly code: string
  readonly message: string
}

/** All sources as one. */
export interface Collector {
  /** The records of all sources, valid until the next call. Never throws. */
  collect(): readonly RecordInput[]
  close(): void
}

/** Distinct problems that are remembered per source: what varies without end must not grow without end. */
const MAX_PROBLEMS = 32

/** Opens sources so that one that fails does not affect the others; each distinct problem is told once. */
export function openSources(
  host: Host,
  sources: readonly Source[],
  onProblem: (problem: SourceProblem) => void,
): Collector {
  const opened = sources.map((source) => guard(host, source, onProblem))
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

const unnamed: HostErrorCode = 'HSF_HOST_SOURCE'
const nothing: readonly RecordInput[] = []

function guard(host: Host, source: Source, onProblem: (problem: SourceProblem) => void): OpenSource {
  const tell = problemTeller(source.name, onProblem)
  let open: OpenSource | undefined

  function attempt<Result>(act: () => Result, otherwise: Result): Result {
    try {
      return act()
    } catch (error) {
      tell(error)
      return otherwise
    }
  }

  // Opened at once: later, the process may have fewer rights.
  open = attempt(() => source.open(host), undefined)
  return {
    collect() {
      try {
        open ??= source.open(host)
        return open.collect()
      } catch (error) {
        tell(error)
        return nothing
      }
    },
    close: () => attempt(() => open?.close(), undefined),
  }
}

/** Tells each distinct problem of a source once. */
export function problemTeller(
  source: string,
  onProblem: (problem: SourceProblem) => void,
): (error: unknown) => void {
  const told = new Set<string>()
  return (error) => {
    const message = error instanceof Error ? error.message : String(error)
    if (told.has(message) || told.size >= MAX_PROBLEMS) return
    told.add(message)
    onProblem({ source, code: codeOf(error) ?? unnamed, message })
  }
}

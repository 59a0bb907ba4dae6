import type {
  AgentReport,
  AgentStatistics,
  CollectorStatus,
  LoopReport,
  Poller,
  PollerStatistics,
} from '@host-sflow/agent-runtime'
import type { Election } from '../address/elect.ts'
import type { SourceStatistics } from '../sources/collector.ts'
import { version } from '../version.ts'

/** Of a host with thousands of interfaces, those that have trouble are told one by one, and some of the others. */
const MAX_POLLERS = 32

/** How the reading of the configuration goes. */
export interface ReloadReport {
  /** ISO 8601: of the start, or of the last reload. */
  readonly at: string
  /** Of the last reading. */
  readonly successful: boolean
  /** What was wrong with the last one; null when it went well. */
  readonly error: string | null
  readonly reloads: number
  readonly failures: number
}

/** One data source that is polled. */
export interface PollerReport extends PollerStatistics {
  readonly name: string
  /** `class:index`. */
  readonly source: string
  readonly intervalMs: number
}

/** What hsflowd tells beside what all agents tell. */
export interface HsflowdDetails {
  /** The configuration files in use. */
  readonly configFiles: readonly string[]
  readonly reload: ReloadReport
  /** Device of the agent address and why it was chosen. */
  readonly election: { readonly device: string | null; readonly reason: string }
  readonly sources: readonly SourceStatistics[]
  /** At most 32 of them, those with trouble first. */
  readonly pollers: readonly PollerReport[]
  /** State of DNS-SD; null where it is not used. */
  readonly dnsSd: object | null
  readonly modules: Readonly<Record<string, unknown>>
}

/** The parts of the daemon, as they are now. */
export interface TelemetryParts {
  readonly sharedFile: { readonly path: string | undefined; readonly revision: number }
  readonly election: Election
  readonly subAgentId: number
  readonly collectors: readonly CollectorStatus[]
  readonly statistics: AgentStatistics
  readonly sources: readonly SourceStatistics[]
  readonly configFiles: readonly string[]
  readonly reload: ReloadReport
  readonly dnsSd: object | null
  readonly modules: Readonly<Record<string, unknown>>
  readonly loop: LoopReport
}

/** hsflowd's status file, dump and `hsflowd status` in one. */
export function telemetry(parts: TelemetryParts): AgentReport & { readonly details: HsflowdDetails } {
  const { collectors, election, reload, sharedFile, statistics } = parts
  const { datagrams, samples, sampleErrors, shortened, pollers } = statistics
  return {
    version,
    settings: sharedFile.path === undefined ? null : { file: sharedFile.path, revision: sharedFile.revision },
    agentAddress: election.address,
    subAgentId: parts.subAgentId,
    collectors,
    counters: {
      datagrams,
      samples,
      sampleErrors,
      shortened,
      pollers: pollers.length,
      lost: sum(collectors, ({ lost }) => lost),
      refusals: sum(collectors, ({ refusals }) => refusals),
      sourceFailures: sum(parts.sources, ({ failures }) => failures),
      configLastReloadSuccessful: reload.successful ? 1 : 0,
    },
    lastError: lastErrorOf(parts),
    loop: parts.loop,
    details: {
      configFiles: parts.configFiles,
      reload,
      election: { device: election.device ?? null, reason: election.reason },
      sources: parts.sources,
      pollers: reportPollers(pollers),
      dnsSd: parts.dnsSd,
      modules: parts.modules,
    },
  }
}

/** What an operator should mend first: the configuration, then what does not arrive, then what is not read. */
function lastErrorOf({ collectors, reload, sources }: TelemetryParts): string | null {
  if (!reload.successful) return reload.error
  // The state, not the last error alone: that of a collector which works again is history.
  const failing = collectors.findLast(
    ({ lastError, state }) => lastError !== null && state !== 'open' && state !== 'resolving',
  )
  if (failing?.lastError) return failing.lastError.message
  const source = sources.find(({ error }) => error !== null)
  return source === undefined ? null : `source ${source.name}: ${source.error}`
}

function reportPollers(pollers: readonly Poller[]): PollerReport[] {
  const trouble = ({ statistics: { errors, skipped } }: Poller): number => errors + skipped
  const shown =
    pollers.length <= MAX_POLLERS
      ? pollers
      : [...pollers.filter((each) => trouble(each) > 0), ...pollers.filter((each) => trouble(each) === 0)]
  return shown.slice(0, MAX_POLLERS).map(({ name, dataSource, intervalMs, statistics }) => ({
    name,
    source: `${dataSource.class}:${dataSource.index}`,
    intervalMs,
    ...statistics,
  }))
}

function sum<Item>(items: readonly Item[], figure: (item: Item) => number): number {
  return items.reduce((total, item) => total + figure(item), 0)
}

import type { AgentReport, CollectorStatus } from '@host-sflow/agent-runtime'
import type { LiveStream } from '../stream/open-stream.ts'
import { version } from './version.ts'

export interface ReportParts {
  readonly origin: AgentReport['settings']
  /** Why there are no settings, or not the newest. */
  readonly problem: string | undefined
  /** What else is not as it should be. */
  readonly trouble: string | undefined
  readonly agentAddress: string | null
  readonly collectors: readonly CollectorStatus[]
  /** The streams that this process sends, and their indices. */
  readonly streams: ReadonlyMap<LiveStream, number>
}

/** What `hsflowd status` and `hsflowd doctor` show. */
export function report(parts: ReportParts): AgentReport {
  const { origin, problem, trouble, agentAddress, collectors, streams } = parts
  const indices = [...streams.values()].toSorted((a, b) => a - b)
  const sum = (of: (stream: LiveStream) => number): number =>
    [...streams.keys()].reduce((total, stream) => total + of(stream), 0)
  return {
    version,
    settings: origin,
    agentAddress,
    subAgentId: indices[0] ?? 0,
    collectors,
    counters: { datagrams: sum((stream) => stream.datagrams), samples: sum((stream) => stream.samples) },
    lastError:
      problem ??
      collectors.find(({ lastError }) => lastError !== null)?.lastError?.message ??
      trouble ??
      null,
    details: { dataSources: indices.map((index) => `3:${index}`) },
  }
}

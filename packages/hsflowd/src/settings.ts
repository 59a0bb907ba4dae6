import { formatCollector, type CollectorSpec } from '@host-sflow/agent-runtime'
import type { Config } from './config/read-config.ts'

/** What is in force: flags before the file, the file before the defaults. */
export interface Settings {
  readonly pollingS: number
  /** One in N; only published to the sub-agents so far. */
  readonly sampling: number
  /** Bytes of a sampled packet's header; published. */
  readonly headerBytes: number
  readonly datagramBytes: number
  readonly subAgentId: number
  readonly collectors: readonly CollectorSpec[]
  readonly agentIP: string | undefined
  readonly agent: string | undefined
  readonly uuid: string | undefined
}

/** What the command line and the environment say. */
export interface Flags {
  readonly collector: readonly CollectorSpec[]
  readonly polling: number | undefined
  readonly sampling: number | undefined
  readonly uuid: string | undefined
  readonly 'sub-agent-id': number | undefined
}

/** The built-in settings, those of the C daemon. */
export const defaults = {
  pollingS: 30,
  sampling: 400,
  headerBytes: 128,
  datagramBytes: 1400,
  /** hsflowd's own stream (design §4). */
  subAgentId: 100_000,
  port: 6343,
} as const

/** Collectors on the command line replace those of the file. */
export function mergeSettings(flags: Flags, config: Config | undefined): Settings {
  const fromFile = config?.collectors.map(({ ip, udpport, dev, namespace }) => ({
    host: ip,
    port: udpport ?? defaults.port,
    device: dev,
    namespace,
  }))
  return {
    pollingS: flags.polling ?? config?.polling ?? defaults.pollingS,
    sampling: flags.sampling ?? config?.sampling ?? defaults.sampling,
    headerBytes: config?.headerBytes ?? defaults.headerBytes,
    datagramBytes: config?.datagramBytes ?? defaults.datagramBytes,
    subAgentId: flags['sub-agent-id'] ?? config?.subAgentId ?? defaults.subAgentId,
    collectors: distinct(flags.collector.length > 0 ? flags.collector : (fromFile ?? [])),
    agentIP: config?.agentIP,
    agent: config?.agent,
    uuid: flags.uuid ?? config?.uuid,
  }
}

/** A collector that is named twice is served, and told to the sub-agents, once. */
function distinct(collectors: readonly CollectorSpec[]): CollectorSpec[] {
  return [...new Map(collectors.map((spec) => [formatCollector(spec), spec])).values()]
}

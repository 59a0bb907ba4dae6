import { formatCollector, type CollectorSpec } from '@host-sflow/agent-runtime'
import type { Config } from '../config/read-config.ts'
import { defaults, type Settings } from './settings.ts'

/** What the command line and the environment say. */
export interface Flags {
  readonly collector: readonly CollectorSpec[]
  readonly polling: number | undefined
  readonly sampling: number | undefined
  readonly uuid: string | undefined
  readonly 'sub-agent-id': number | undefined
}

/** Collectors on the command line replace those of the file. */
export function mergeSettings(flags: Flags, config: Config | undefined): Settings {
  const fromFile = config?.collectors.map(({ ip, udpport, dev, namespace }) => ({
    host: ip,
    port: udpport ?? defaults.port,
    device: dev,
    namespace,
  }))
  return {
    polling: flags.polling ?? config?.polling ?? defaults.polling,
    sampling: flags.sampling ?? config?.sampling ?? defaults.sampling,
    samplingIsSet: flags.sampling !== undefined || config?.sampling !== undefined,
    applications: [],
    headerBytes: config?.headerBytes ?? defaults.headerBytes,
    datagramBytes: config?.datagramBytes ?? defaults.datagramBytes,
    subAgentId: flags['sub-agent-id'] ?? config?.subAgentId ?? defaults.subAgentId,
    collectors: distinct(flags.collector.length > 0 ? flags.collector : (fromFile ?? [])),
    agentIP: config?.agentIP,
    agent: config?.agent,
    agentCidr: [],
    uuid: flags.uuid ?? config?.uuid,
    dnsSd: undefined,
    off: false,
    json: undefined,
  }
}

/** A collector that is named twice is served, and told to the sub-agents, once. */
function distinct(collectors: readonly CollectorSpec[]): CollectorSpec[] {
  return [...new Map(collectors.map((spec) => [formatCollector(spec), spec])).values()]
}

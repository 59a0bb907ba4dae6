import { formatCollector, type CollectorSpec, type OptionTable } from '@host-sflow/agent-runtime'
import type { Application } from '@host-sflow/config-share'
import type { FileConfig } from '../config/file-config.ts'
import type { TxtSettings } from '../config/read-txt.ts'
import type { DnsSdTarget } from '../dns-sd/look-up.ts'
import { options } from '../options.ts'
import type { Origin } from './origin.ts'
import { defaults, type Effective, type Settings } from './settings.ts'

/** What the command line and the environment say. */
export interface Flags {
  readonly collector: readonly CollectorSpec[]
  readonly polling: number | undefined
  readonly sampling: number | undefined
  readonly uuid: string | undefined
  readonly 'sub-agent-id': number | undefined
}

/** What DNS-SD says: settings under a name, or that this host is to fall silent. */
export type DnsLayer =
  | {
      readonly state: 'found'
      readonly name: string
      readonly targets: readonly DnsSdTarget[]
      readonly txt: TxtSettings
    }
  | { readonly state: 'off' }

/** Every place that settings come from. */
export interface Layers {
  readonly flags: Flags
  /** Options that the command line itself gave, not the environment. */
  readonly given: ReadonlySet<string>
  readonly file: { readonly name: string; readonly config: FileConfig } | undefined
  /** Undefined before the first answer, and where DNS-SD is not used. */
  readonly dns: DnsLayer | undefined
}

/** A value, and where it comes from. */
interface Setting<T> {
  readonly value: T
  readonly origin: Origin
}

/** Settings in force: the flag before the environment, before DNS-SD, before the file, before the default. */
export function mergeSettings(layers: Layers): Effective {
  const { flags, file } = layers
  const values = file?.config.values ?? {}
  const found = layers.dns?.state === 'found' ? layers.dns : undefined
  const origins = new Map<string, Origin>()
  const inFile = (path: string): Origin => originInFile(layers.file, path)
  const inTxt: Origin = { kind: 'dns', type: 'TXT', name: found?.name ?? '' }

  /** The first that is set, or the default. */
  function choose<T>(path: string, fallback: T, ...settings: (Setting<T> | undefined)[]): T {
    const setting = settings.find((each) => each !== undefined)
    origins.set(path, setting?.origin ?? { kind: 'default' })
    return setting === undefined ? fallback : setting.value
  }
  const flag = <T>(name: keyof Flags, value: T | undefined): Setting<T> | undefined =>
    value === undefined ? undefined : { value, origin: originOfFlag(layers.given, name) }
  const txt = <T>(value: T | undefined): Setting<T> | undefined =>
    value === undefined ? undefined : { value, origin: inTxt }
  const own = <T>(path: string, value: T | undefined): Setting<T> | undefined =>
    value === undefined ? undefined : { value, origin: inFile(path) }

  const fromDns = found?.txt.values ?? {}
  const dnsSd = dnsSdWish(layers)
  const collectors = collectorsOf(layers)
  collectors.forEach(({ origin }, i) => origins.set(`collector[${i}]`, origin))
  const settings: Settings = {
    polling: choose<number>(
      'polling',
      defaults.polling,
      flag('polling', flags.polling),
      txt(fromDns.polling),
      own('polling', values.polling),
    ),
    sampling: choose<number>(
      'sampling',
      defaults.sampling,
      flag('sampling', flags.sampling),
      txt(fromDns.sampling),
      own('sampling', values.sampling),
    ),
    samplingIsSet: false,
    applications: applicationsOf(layers, origins),
    headerBytes: choose<number>(
      'headerBytes',
      defaults.headerBytes,
      txt(fromDns.headerBytes),
      own('headerBytes', values.headerBytes),
    ),
    datagramBytes: choose<number>(
      'datagramBytes',
      defaults.datagramBytes,
      own('datagramBytes', values.datagramBytes),
    ),
    subAgentId: choose<number>(
      'subAgentId',
      defaults.subAgentId,
      flag('sub-agent-id', flags['sub-agent-id']),
      own('subAgentId', values.subAgentId),
    ),
    collectors: collectors.map(({ value }) => value),
    agentIP: choose<string | undefined>(
      'agentIP',
      undefined,
      txt(fromDns.agentIP),
      own('agentIP', values.agentIP),
    ),
    agent: choose<string | undefined>('agent', undefined, txt(fromDns.agent), own('agent', values.agent)),
    agentCidr: choose('agent.cidr', [], txt(fromDns['agent.cidr']), own('agent.cidr', values['agent.cidr'])),
    uuid: choose<string | undefined>('uuid', undefined, flag('uuid', flags.uuid), own('uuid', values.uuid)),
    dnsSd: choose<Settings['dnsSd']>('dns-sd', undefined, dnsSd),
    // Collectors that the file gives are the way out: without them, "no such name" means silence.
    off: layers.dns?.state === 'off' && collectors.length === 0,
    json: choose<Settings['json']>('json', undefined, own('json', file?.config.blocks.json)),
  }
  return { settings: { ...settings, samplingIsSet: origins.get('sampling')?.kind !== 'default' }, origins }
}

function originOfFlag(given: ReadonlySet<string>, name: keyof Flags): Origin {
  const table: OptionTable = options
  const option = table[name]
  const environment = option?.type === 'value' ? option.environment : undefined
  return given.has(name) || environment === undefined
    ? { kind: 'flag', name }
    : { kind: 'environment', name: environment }
}

function originInFile(file: Layers['file'], path: string): Origin {
  return { kind: 'file', file: file?.name ?? '', line: file?.config.places.get(path)?.line ?? 1 }
}

/** Whether, and where, settings are looked for in DNS: the default, unless collectors are named or it is switched off. */
function dnsSdWish({ flags, given, file }: Layers): Setting<Settings['dnsSd']> | undefined {
  if (flags.collector.length > 0) return { value: undefined, origin: originOfFlag(given, 'collector') }
  if (file === undefined) return { value: { domain: undefined }, origin: { kind: 'default' } }
  const { dnsSd, dnsSdOff, collectors } = file.config
  const origin = originInFile(file, dnsSd === undefined ? 'DNSSD' : 'dns-sd')
  if (dnsSd !== undefined) return { value: { domain: dnsSd.domain }, origin }
  if (dnsSdOff) return { value: undefined, origin }
  if (collectors.length > 0) return { value: undefined, origin: originInFile(file, 'collector[0]') }
  return { value: { domain: undefined }, origin: { kind: 'default' } }
}

function collectorsOf(layers: Layers): Setting<CollectorSpec>[] {
  const { flags, given, file, dns } = layers
  if (flags.collector.length > 0)
    return distinct(flags.collector.map((value) => ({ value, origin: originOfFlag(given, 'collector') })))
  if (dns?.state === 'found') return distinct(collectorsOfDns(dns))
  const inFile = file?.config.collectors ?? []
  return distinct(
    inFile.map(({ ip, udpport, dev, namespace, source }, i) => ({
      value: {
        host: ip,
        port: udpport ?? defaults.port,
        device: dev,
        namespace,
        sourceAddress: source,
      },
      origin: originInFile(file, `collector[${i}]`),
    })),
  )
}

/** Those of the TXT record are of the first group: they are meant to get the stream, whatever becomes of the others. */
function collectorsOfDns({
  name,
  targets,
  txt,
}: Extract<DnsLayer, { state: 'found' }>): Setting<CollectorSpec>[] {
  const first = Math.min(...targets.map(({ priority }) => priority), Number.MAX_SAFE_INTEGER)
  return [
    ...targets.map(({ host, port, priority }) => ({
      value: { host, port, priority },
      origin: { kind: 'dns', type: 'SRV', name } as const,
    })),
    ...txt.collectors.map(({ ip, udpport, dev, namespace }) => ({
      value: {
        host: ip,
        port: udpport ?? defaults.port,
        device: dev,
        namespace,
        ...(targets.length > 0 && { priority: first }),
      },
      origin: { kind: 'dns', type: 'TXT', name } as const,
    })),
  ]
}

/** A collector that is named twice is served, and told to the sub-agents, once. */
function distinct(collectors: readonly Setting<CollectorSpec>[]): Setting<CollectorSpec>[] {
  return [
    ...new Map(collectors.map((each) => [formatCollector(each.value), each] as const).toReversed()).values(),
  ].toReversed()
}

/** Those of DNS over those of the file, sampling and polling each for itself. */
function applicationsOf({ file, dns }: Layers, origins: Map<string, Origin>): Application[] {
  const merged = new Map<string, Application>()
  function add(application: Application, originOf: (path: string) => Origin): void {
    const id = application.name.toLowerCase()
    // Of two spellings the first one stays.
    const value = { ...merged.get(id), ...application, name: merged.get(id)?.name ?? application.name }
    merged.set(id, value)
    for (const key of ['sampling', 'polling'] as const)
      if (application[key] !== undefined) {
        const path = `${key}.${value.name}`
        origins.set(path, originOf(path))
      }
  }
  for (const each of file?.config.applications ?? []) add(each, (path) => originInFile(file, path))
  if (dns?.state === 'found')
    for (const each of dns.txt.applications) add(each, () => ({ kind: 'dns', type: 'TXT', name: dns.name }))
  return [...merged.values()]
}

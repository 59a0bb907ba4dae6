import { formatCollector, type CollectorSpec } from '@host-sflow/agent-runtime'
import { originInFile, originOfFlag, type DnsLayer, type Layers, type Setting } from './layers.ts'
import { defaults, type Settings } from './settings.ts'

/** Whether, and where, settings are looked for in DNS: the default, unless collectors are named or it is switched off. */
export function dnsSdWish({ flags, given, file }: Layers): Setting<Settings['dnsSd']> | undefined {
  if (flags.collector.length > 0) return { value: undefined, origin: originOfFlag(given, 'collector') }
  if (file === undefined) return { value: { domain: undefined }, origin: { kind: 'default' } }
  const { dnsSd, dnsSdOff, collectors } = file.config
  const asks = ['dns-sd', 'DNSSD', 'DNSSD_domain'].find((path) => file.config.places.has(path))
  const origin = originInFile(file, dnsSdOff ? 'DNSSD' : (asks ?? ''))
  if (dnsSd !== undefined) return { value: { domain: dnsSd.domain }, origin }
  if (dnsSdOff) return { value: undefined, origin }
  if (collectors.length > 0) return { value: undefined, origin: originInFile(file, 'collector[0]') }
  return { value: { domain: undefined }, origin: { kind: 'default' } }
}

/** The collectors of the first place that names any. */
export function collectorsOf(layers: Layers): Setting<CollectorSpec>[] {
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

/** Those of the TXT record have no priority of their own: they stand beside those of the first group. */
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
  const known = new Map<string, Setting<CollectorSpec>>()
  for (const each of collectors) {
    const key = formatCollector(each.value)
    const { priority = 0 } = known.get(key)?.value ?? { priority: Infinity }
    if ((each.value.priority ?? 0) < priority) known.set(key, each)
  }
  return [...known.values()]
}

import type { SflowValues } from '../config/grammar/index.ts'
import { applicationsOf } from './applications.ts'
import { originInFile, originOfFlag, type Flags, type Layers, type Setting } from './layers.ts'
import type { Origin } from './origin.ts'
import { defaults, type Effective, type Settings } from './settings.ts'
import { collectorsOf, dnsSdWish } from './where-to-send.ts'

/** Settings in force: the flag before the environment, before DNS-SD, before the file, before the default. */
export function mergeSettings(layers: Layers): Effective {
  const { dns, file } = layers
  const origins = new Map<string, Origin>()
  const dnsSd = dnsSdWish(layers)
  const collectors = collectorsOf(layers)
  collectors.forEach(({ origin }, i) => origins.set(`collector[${i}]`, origin))
  const applications = applicationsOf(layers, origins)
  const { json, ovs } = file?.config.blocks ?? {}

  /** The value of a plain key, and its origin. */
  function of<K extends keyof SflowValues, D>(key: K, fallback: D): NonNullable<SflowValues[K]> | D {
    const setting = find(layers, key)
    origins.set(key, setting?.origin ?? { kind: 'default' })
    return setting === undefined ? fallback : setting.value
  }

  const settings = {
    polling: of('polling', defaults.polling),
    sampling: of('sampling', defaults.sampling),
    samplingIsSet: origins.get('sampling')?.kind !== 'default',
    applications,
    headerBytes: of('headerBytes', defaults.headerBytes),
    datagramBytes: of('datagramBytes', defaults.datagramBytes),
    subAgentId: of('subAgentId', defaults.subAgentId),
    collectors: collectors.map(({ value }) => value),
    agentIP: of('agentIP', undefined),
    agent: of('agent', undefined),
    agentCidr: of('agent.cidr', []),
    uuid: of('uuid', undefined),
    dnsSd: dnsSd?.value,
    // Collectors that the file gives are the way out: without them, "no such name" means silence.
    off: dns?.state === 'off' && collectors.length === 0,
    json,
    ovs,
  } satisfies Settings
  if (dnsSd !== undefined) origins.set('dns-sd', dnsSd.origin)
  if (json !== undefined) origins.set('json', originInFile(file, 'json'))
  if (ovs !== undefined) origins.set('ovs', originInFile(file, 'ovs'))
  return { settings, origins }
}

/** Options of the command line, by the key that they come before. */
const flagOf: Readonly<Partial<Record<keyof SflowValues, keyof Flags>>> = {
  polling: 'polling',
  sampling: 'sampling',
  uuid: 'uuid',
  subAgentId: 'sub-agent-id',
}

/** The first place that sets a plain key. */
function find<K extends keyof SflowValues>(
  layers: Layers,
  key: K,
): Setting<NonNullable<SflowValues[K]>> | undefined {
  const { dns, file, flags, given } = layers
  const flag = flagOf[key]
  // The table above pairs options with keys of the same type.
  const onCommandLine = flag === undefined ? undefined : (flags[flag] as unknown as SflowValues[K])
  if (flag !== undefined && onCommandLine !== undefined)
    return { value: onCommandLine, origin: originOfFlag(given, flag) }
  const { name, txt } = dns?.state === 'found' ? dns : {}
  const values: SflowValues = txt?.values ?? {}
  const inTxt = values[key]
  if (name !== undefined && inTxt !== undefined)
    return { value: inTxt, origin: { kind: 'dns', type: 'TXT', name } }
  const inFile = file?.config.values[key]
  return inFile === undefined ? undefined : { value: inFile, origin: originInFile(file, key) }
}

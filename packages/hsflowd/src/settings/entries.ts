import { formatCollector, type CollectorSpec } from '@host-sflow/agent-runtime'
import { formatCidr } from '../address/cidr.ts'
import { uuidText } from '../host/uuid.ts'
import type { Origin } from './origin.ts'
import type { Effective } from './settings.ts'

/** A setting in force as people and programs are shown it. */
export interface Entry {
  /** The key that sets it. */
  readonly key: string
  /** Null: not set. */
  readonly value: string | number | boolean | null
  readonly origin: Origin
}

const DEFAULT: Origin = { kind: 'default' }

/** Every setting in force, in the order of the manual. */
export function entriesOf({ settings, origins }: Effective): Entry[] {
  const entry = (key: string, value: Entry['value'] | undefined): Entry => ({
    key,
    value: value ?? null,
    origin: origins.get(key) ?? DEFAULT,
  })
  return [
    entry('dns-sd', settings.dnsSd === undefined ? 'off' : (settings.dnsSd.domain ?? 'on')),
    ...settings.collectors.map((spec, i) => entry(`collector[${i}]`, collectorText(spec))),
    entry('polling', settings.polling),
    entry('sampling', settings.sampling),
    ...settings.applications.flatMap(({ name, sampling, polling }) => [
      ...(sampling === undefined ? [] : [entry(`sampling.${name}`, sampling)]),
      ...(polling === undefined ? [] : [entry(`polling.${name}`, polling)]),
    ]),
    entry('agentIP', settings.agentIP),
    entry('agent', settings.agent),
    entry('agent.cidr', settings.agentCidr.map(formatCidr).join(' ') || null),
    entry('subAgentId', settings.subAgentId),
    entry('uuid', settings.uuid === undefined ? null : uuidText(settings.uuid)),
    entry('headerBytes', settings.headerBytes),
    entry('datagramBytes', settings.datagramBytes),
    entry('json', jsonText(settings.json)),
    entry('ovs', ovsText(settings.ovs)),
  ]
}

function collectorText(spec: CollectorSpec): string {
  return spec.priority === undefined
    ? formatCollector(spec)
    : `${formatCollector(spec)} priority ${spec.priority}`
}

function jsonText(json: Effective['settings']['json']): string | null {
  if (json === undefined) return null
  const parts = [
    ...(json.udpport === undefined ? [] : [`udpport ${json.udpport}`]),
    ...(json.fifo === undefined ? [] : [`fifo ${json.fifo}`]),
  ]
  return parts.join(' ') || 'nothing'
}

function ovsText(ovs: Effective['settings']['ovs']): string | null {
  if (ovs === undefined) return null
  const { db, adopt, onExit } = ovs
  const parts = [
    ...(db === undefined ? [] : [`db ${db}`]),
    ...(adopt === undefined ? [] : [`adopt ${adopt ? 'on' : 'off'}`]),
    ...(onExit === undefined ? [] : [`onExit ${onExit}`]),
  ]
  return parts.join(' ') || 'on'
}

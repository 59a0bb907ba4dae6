import { isIP, isIPv6 } from 'node:net'
import type { CollectorSpec } from '@host-sflow/agent-runtime'
import { formatCidr } from '../address/cidr.ts'
import { defaults, type Settings } from '../settings/settings.ts'

/** What a zone is to hold so that a fleet has the settings of this host. Names are absolute, without final dot. */
export interface Publication {
  readonly name: string
  readonly targets: readonly { readonly host: string; readonly port: number; readonly priority: number }[]
  /** Names for collectors that are known by address: SRV records hold names only (RFC 2782). */
  readonly addresses: readonly { readonly name: string; readonly address: string }[]
  readonly txt: readonly string[]
  /** What cannot be, or should not be, published. */
  readonly notes: readonly string[]
}

/** Of targets without one: room for others before and behind. */
const PRIORITY = 10
/** A character string of DNS (RFC 1035 §3.3). */
const MAX_STRING_BYTES = 255

/** `origin`: the domain of the fleet, without leading and trailing dot. */
export function publicationOf(settings: Settings, origin: string): Publication {
  const name = `_sflow._udp.${origin}`
  const notes: string[] = []
  // Only TXT can say them; such addresses have no name either.
  const special = ({ host, device, namespace }: CollectorSpec): boolean =>
    device !== undefined || namespace !== undefined || host.includes('%')
  const plain = settings.collectors.filter((spec) => !special(spec))
  const addresses = plain
    .filter(({ host }) => isIP(host) !== 0)
    .map(({ host }) => host)
    .filter((host, index, all) => all.indexOf(host) === index)
    .map((address, index) => ({ name: `sflow-collector${index + 1}.${origin}`, address }))
  const nameOf = (host: string): string => {
    const known = addresses.find(({ address }) => address === host)
    if (known !== undefined) return known.name
    const bare = host.replace(/\.$/u, '')
    return bare.includes('.') || host !== bare ? bare : `${bare}.${origin}`
  }
  if (settings.collectors.some(({ sourceAddress }) => sourceAddress !== undefined))
    notes.push('source addresses cannot be published: they are of this host alone')
  if (settings.agentIP !== undefined)
    notes.push(`agentIP=${settings.agentIP} is left out: every host would bear that address`)
  const txt = [...texts(settings), ...settings.collectors.filter(special).map(collectorText)]
  const tooLong = txt.filter((text) => Buffer.byteLength(text) > MAX_STRING_BYTES)
  notes.push(...tooLong.map((text) => `too long for DNS: ${text}`))
  return {
    name,
    targets: plain.map(({ host, port, priority = PRIORITY }) => ({ host: nameOf(host), port, priority })),
    addresses,
    txt: txt.filter((text) => !tooLong.includes(text)),
    notes,
  }
}

function texts(settings: Settings): string[] {
  const { polling, sampling, samplingIsSet, headerBytes, agent } = settings
  return [
    'txtvers=1',
    // As a default it leaves the rate to the speed of the link; published, it would not.
    ...(samplingIsSet ? [`sampling=${sampling}`] : []),
    `polling=${polling}`,
    ...settings.applications.flatMap((application) => [
      ...(application.sampling === undefined ? [] : [`sampling.${application.name}=${application.sampling}`]),
      ...(application.polling === undefined ? [] : [`polling.${application.name}=${application.polling}`]),
    ]),
    ...(headerBytes === defaults.headerBytes ? [] : [`headerBytes=${headerBytes}`]),
    ...(agent === undefined ? [] : [`agent=${agent}`]),
    ...settings.agentCidr.map((cidr) => `agent.cidr=${formatCidr(cidr)}`),
  ]
}

const collectorText = ({ host, port, device = '', namespace = '' }: CollectorSpec): string =>
  `collector=${host}/${port}/${device}/${namespace}`

export const addressType = (address: string): 'A' | 'AAAA' => (isIPv6(address) ? 'AAAA' : 'A')

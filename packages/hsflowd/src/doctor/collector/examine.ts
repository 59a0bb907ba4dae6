import { isIP, isIPv6 } from 'node:net'
import {
  ageMs,
  type Clock,
  type CollectorSpec,
  counted,
  duration,
  formatCollector,
  type Lookup,
  lookupAll,
  messageOf,
  type OpenTransport,
  withinTime,
} from '@host-sflow/agent-runtime'
import type { SeenCollector } from '../../status/seen.ts'
import { fail, ok, warn, type Finding } from '../check.ts'
import { explainError } from './explain-error.ts'
import { probe, type Probe } from './probe.ts'
import { describeWay, wayTo, type Way } from './route.ts'

/** A name server that is slower is of no use to a daemon either. */
const RESOLVE_LIMIT_MS = 1500
/** More addresses of one name tell nothing new. */
const MAX_ADDRESSES = 4
const [UDP_BYTES, IPV4_BYTES, IPV6_BYTES] = [8, 20, 40]

export interface Surroundings {
  readonly clock: Clock
  readonly agentAddress: string
  readonly datagramBytes: number
  readonly isRoot: boolean
  /** What the running hsflowd tells of this collector. */
  readonly seen: SeenCollector | undefined
  readonly lookup?: Lookup
  readonly openTransport?: OpenTransport
}

/** One collector, from its name to an answer of its host. Never rejects. */
export async function examineCollector(spec: CollectorSpec, around: Surroundings): Promise<Finding[]> {
  const label = formatCollector(spec)
  const addresses = await resolve(spec, around)
  if (!Array.isArray(addresses)) return [addresses]
  const isName = isIP(spec.host) === 0
  const probes = await Promise.all(
    addresses.map((address) => probe(spec, address, around.agentAddress, around.openTransport)),
  )
  const good = probes.find(({ error }) => error === undefined)
  const shown = isName ? `${label} (${addresses.join(', ')})` : label
  if (good === undefined) return [failure(probes, spec, shown, around)]
  const way = wayOf(spec, good.address)
  const where = way === undefined ? '' : ` ${describeWay(way)}`
  const text = `${shown} sent${where}; no reply is normal for UDP${history(around)}`
  return [ok(text), ...fragments(way, good, label, around), ...partial(probes, label)]
}

async function resolve({ host, port }: CollectorSpec, { clock, lookup = lookupAll }: Surroundings) {
  if (isIP(host) !== 0) return [host]
  const fix = `correct the name, or check DNS on this host: getent ahosts ${host}`
  try {
    const found = await withinTime(clock, lookup(host), RESOLVE_LIMIT_MS)
    if (found === undefined) return fail(`${host} port ${port}: the name servers do not answer`, fix)
    if (found.length > 0) return found.slice(0, MAX_ADDRESSES)
    return fail(`${host} port ${port}: the name has no address`, fix)
  } catch (error) {
    return fail(`${host} port ${port}: the name cannot be resolved: ${messageOf(error)}`, fix)
  }
}

function failure(
  probes: readonly Probe[],
  spec: CollectorSpec,
  who: string,
  { isRoot }: Surroundings,
): Finding {
  const { address, error } = probes[0]!
  return explainError(error, spec, { address, isRoot, who })
}

/** The datagram has left: that the way cannot be told is no trouble of it. */
function wayOf(spec: CollectorSpec, address: string): Way | undefined {
  try {
    return wayTo(spec, address)
  } catch {
    return undefined
  }
}

/** What the daemon that runs has to say of it. */
function history({ clock, seen }: Surroundings): string {
  if (seen === undefined) return ''
  const { active, datagrams = 0, lost = 0, refusals = 0, resolvedAt } = seen
  const age = ageMs(resolvedAt, clock.dateMs())
  const parts = [
    `${active === false ? 'stands by, ' : ''}${counted(datagrams, 'datagram')} so far`,
    ...(lost + refusals === 0 ? [] : [`${lost} lost, ${refusals} refused`]),
    ...(Number.isNaN(age) ? [] : [`resolved ${duration(age)} ago`]),
  ]
  return `; hsflowd: ${parts.join(', ')}`
}

/** Fragments are lost more often than whole datagrams, and firewalls drop them. */
function fragments(
  way: Way | undefined,
  { address }: Probe,
  label: string,
  { datagramBytes }: Surroundings,
): Finding[] {
  const overhead = UDP_BYTES + (isIPv6(address) ? IPV6_BYTES : IPV4_BYTES)
  const mtu = way?.mtu ?? Infinity
  if (datagramBytes + overhead <= mtu) return []
  return [
    warn(
      `${label}: datagrams of ${datagramBytes} bytes are sent in fragments, as the path takes ${mtu} (${way?.device})`,
      `datagramBytes = ${Math.max(200, mtu - overhead)} in hsflowd.conf`,
    ),
  ]
}

/** hsflowd goes on to the next address by itself. */
function partial(probes: readonly Probe[], label: string): Finding[] {
  const bad = probes.filter(({ error }) => error !== undefined)
  // "localhost" is two addresses wherever IPv6 is, and nearly every program listens at one of them.
  if (bad.length === 0 || label.startsWith('localhost')) return []
  return [
    warn(
      `${label}: not every address of the name takes datagrams: ${bad.map(({ address, error }) => `${address} ${messageOf(error)}`).join('; ')}`,
      'take them out of DNS; hsflowd uses the others',
    ),
  ]
}

import { systemClock, withinTime, type Clock } from '@host-sflow/agent-runtime'
import { capabilities, type Capability } from '@host-sflow/linux-net'
import { askDnsSd, type Round } from '../dns-sd/ask.ts'
import { readResolvConf } from '../dns-sd/resolv-conf.ts'
import type { HostError } from '../host/errors.ts'
import type { Host } from '../host/host.ts'
import type { Effective } from '../settings/settings.ts'
import type { HostStatus } from '../status/collect.ts'
import type { Configuration } from './settings.ts'

/** The whole of DNS-SD, and one server of it: what is slower is as good as not there for somebody who waits. */
const DNS_LIMIT_MS = 2000
const DNS_SERVER_MS = 900

/** Everything that checks look at. Made once; what takes time is only done when a check asks for it. */
export interface World {
  readonly clock: Clock
  readonly host: Host
  /** What opening and reading the host had to say. */
  readonly notes: readonly HostError[]
  /** What the agents of this host have left. */
  readonly status: HostStatus
  /** Where agents keep their status. */
  readonly directories: readonly string[]
  readonly configuration: Configuration
  /** One round of questions to DNS; undefined when it takes too long, or DNS-SD is not used. */
  readonly dnsSd: () => Promise<Round | undefined>
  /** What hsflowd would do, DNS included. */
  readonly effective: () => Promise<Effective>
  readonly present: Rights
  /** The shared file that was named, if one was. */
  readonly sharedFileOption: string | undefined
}

/** What a process may do. */
export interface Rights {
  readonly uid: number | undefined
  readonly capabilities: readonly Capability[]
}

export interface WorldParts extends Pick<
  World,
  'host' | 'notes' | 'status' | 'directories' | 'configuration' | 'sharedFileOption'
> {
  /** Instead of DNS, in tests. */
  readonly ask?: () => Promise<Round | undefined>
}

/** Puts the world together. */
export function createWorld(parts: WorldParts): World {
  const { configuration } = parts
  const { dnsSd: wish } = configuration.effective.settings
  const ask = parts.ask ?? (() => askDns(wish?.domain))
  let round: Promise<Round | undefined> | undefined
  let effective: Promise<Effective> | undefined

  // Without its file nobody knows whether this host is to ask DNS.
  const isAsked = wish !== undefined && configuration.error === undefined
  const dnsSd = (): Promise<Round | undefined> => (round ??= isAsked ? ask() : Promise.resolve(undefined))

  return {
    ...parts,
    clock: systemClock,
    dnsSd,
    effective: () => (effective ??= dnsSd().then(configuration.withDns)),
    present: { uid: process.geteuid?.(), capabilities: capabilities().effective },
  }
}

function askDns(domain: string | undefined): Promise<Round | undefined> {
  const resolver = async () => {
    const settings = await readResolvConf()
    return { ...settings, timeoutMs: Math.min(settings.timeoutMs, DNS_SERVER_MS), attempts: 1 }
  }
  const asked = askDnsSd({ domain, clock: systemClock, random: Math.random, resolver })
  return withinTime(systemClock, asked, DNS_LIMIT_MS)
}

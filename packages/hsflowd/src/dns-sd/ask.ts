import type { Clock, Random } from '@host-sflow/agent-runtime'
import { createDnsClient, type TracedExchange } from './dns-client.ts'
import { lookUp, serviceNames, type Found, type LookUp } from './look-up.ts'
import { readResolvConf, type ResolverSettings } from './resolv-conf.ts'

/** No name is begun after this time: whole search lists of servers that do not answer would take minutes. */
const ROUND_LIMIT_MS = 30_000

export interface AskOptions {
  /** Instead of the search list, and of the name alone. */
  readonly domain: string | undefined
  readonly clock: Clock
  readonly random: Random
  /** A file instead of /etc/resolv.conf. */
  readonly resolvConf?: string | undefined
  /** Instead of such a file. */
  readonly resolver?: (() => Promise<ResolverSettings>) | undefined
}

/** One round of questions. */
export interface Round {
  readonly resolver: ResolverSettings
  /** In the order in which they were to be asked for. */
  readonly names: readonly string[]
  readonly exchanges: readonly TracedExchange[]
  readonly result: LookUp
}

/** Reads how this host asks DNS (it may have changed, by DHCP), and asks. */
export async function askDnsSd(options: AskOptions, previous?: Found): Promise<Round> {
  const { domain, clock, random, resolvConf } = options
  const resolver = await (options.resolver ?? (() => readResolvConf(resolvConf)))()
  const names = serviceNames(domain, resolver.search)
  const exchanges: TracedExchange[] = []
  const client = createDnsClient({
    resolver,
    clock,
    random,
    onExchange: (exchange) => void exchanges.push(exchange),
  })
  const startedAtMs = clock.nowMs()
  const isLate = (): boolean => clock.nowMs() - startedAtMs > ROUND_LIMIT_MS
  const known = previous !== undefined && names.includes(previous.name) ? previous : undefined
  return { resolver, names, exchanges, result: await lookUp({ client, names, previous: known, isLate }) }
}

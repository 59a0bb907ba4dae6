import type { Clock, Random } from '@host-sflow/agent-runtime'
import { type DnsMessage, type DnsRecord } from './dns-message.ts'
import { canonicalName, isDomain } from './domain-name.ts'
import { exchange, type DnsTransport, type Question, type Reply } from './exchange.ts'
import type { DnsServer, ResolverSettings } from './resolv-conf.ts'

/** What DNS says about a name and type. */
export type DnsAnswer =
  | {
      readonly kind: 'records'
      /** Of the type that was asked for; never empty. */
      readonly records: readonly DnsRecord[]
      /** The least of the records and the CNAMEs that led to them. */
      readonly ttlS: number
    }
  /** There are none. `ttlS`: how long that holds (RFC 2308 §5), where the server said so. */
  | { readonly kind: 'none'; readonly rcode: 'NXDOMAIN' | 'NODATA'; readonly ttlS: number | undefined }
  | { readonly kind: 'failed'; readonly why: string; readonly refused: boolean }

/** One message and its reply, for whoever wants to see them. */
export interface TracedExchange extends Question {
  readonly server: DnsServer
  readonly transport: DnsTransport
  /** `NOERROR`, `NXDOMAIN`, ..., `timeout`, `malformed`, `ECONNREFUSED`, ... */
  readonly outcome: string
  readonly truncated: boolean
  readonly answers: readonly DnsRecord[]
  readonly tookMs: number
}

export interface DnsClientOptions {
  readonly resolver: ResolverSettings
  readonly clock: Clock
  readonly random: Random
  readonly onExchange?: (exchange: TracedExchange) => void
  /** For all that a query takes; {@link QUERY_LIMIT_MS} unless told. */
  readonly limitMs?: number
}

export interface DnsClient {
  /** Never rejects. */
  query(question: Question): Promise<DnsAnswer>
}

/** libc would take up to 30 s and more with three servers that do not answer. */
export const QUERY_LIMIT_MS = 10_000
const MAX_ALIASES = 8
/** An attempt that would be shorter is not made. */
const MIN_TRY_MS = 50

/** A lost datagram, or a server that stumbles over EDNS; that nothing listens there is no different a moment later. */
const MAY_HELP_AGAIN: ReadonlySet<string> = new Set(['timeout', 'malformed'])

/** What a server said that counts, or why none did. */
type Verdict = { readonly message: DnsMessage } | { readonly why: string; readonly refused: boolean }

/** A client for one round of questions: a server that did not answer is asked last from then on. */
export function createDnsClient(options: DnsClientOptions): DnsClient {
  const { resolver, clock, onExchange, limitMs = QUERY_LIMIT_MS } = options
  let servers = rotated(resolver, options.random)

  async function query(question: Question): Promise<DnsAnswer> {
    if (!isDomain(question.name)) return { kind: 'failed', why: 'not a domain name', refused: false }
    const deadlineMs = clock.nowMs() + limitMs
    let { name } = question
    let ttlS = Infinity
    for (let aliases = 0; aliases <= MAX_ALIASES;) {
      const verdict = await ask({ name, type: question.type }, deadlineMs)
      if ('why' in verdict) return { kind: 'failed', ...verdict }
      const found = follow(verdict.message, name, question.type)
      ttlS = Math.min(ttlS, found.ttlS)
      aliases += found.aliases
      if (found.records.length > 0) return { kind: 'records', records: found.records, ttlS }
      if (found.aliases === 0 || isNegative(verdict.message))
        return {
          kind: 'none',
          rcode: verdict.message.rcode === 'NXDOMAIN' ? 'NXDOMAIN' : 'NODATA',
          ttlS: negativeTtl(verdict.message, ttlS),
        }
      // The alias leads out of what this server answers for.
      name = found.name
      if (!isDomain(name)) break
    }
    return {
      kind: 'failed',
      why: `more than ${MAX_ALIASES} aliases (CNAME), or a loop of them`,
      refused: false,
    }
  }

  /** Through the servers, as often as resolv.conf says; only those that may do better are asked again. */
  async function ask(question: Question, deadlineMs: number): Promise<Verdict> {
    const failures = new Map<DnsServer, string>()
    const done = new Set<DnsServer>()
    for (let attempt = 0; attempt < resolver.attempts; attempt++)
      for (const server of servers.filter((one) => !done.has(one))) {
        const reply = await askServer(server, question, attempt === 0, deadlineMs)
        if ('message' in reply && isUsable(reply.message, question.name)) return reply
        if ('message' in reply || !MAY_HELP_AGAIN.has(reply.trouble)) done.add(server)
        if (!('message' in reply)) servers = [...servers.filter((one) => one !== server), server]
        failures.set(server, troubleOf(reply))
        if (deadlineMs - clock.nowMs() < MIN_TRY_MS) return noAnswer(failures)
      }
    return noAnswer(failures)
  }

  async function askServer(
    server: DnsServer,
    question: Question,
    first: boolean,
    deadlineMs: number,
  ): Promise<Reply> {
    const transport = resolver.useTcp ? 'tcp' : 'udp'
    // A network that swallows EDNS shows as a timeout: the second attempt does without.
    const reply = await tryOnce(server, transport, question, first, deadlineMs)
    if (!('message' in reply)) return reply
    const { rcode, truncated } = reply.message
    // RFC 6891 §7: a server that does not know it.
    if (first && (rcode === 'FORMERR' || rcode === 'NOTIMP'))
      return askServer(server, question, false, deadlineMs)
    if (truncated && transport === 'udp') return tryOnce(server, 'tcp', question, first, deadlineMs)
    return reply
  }

  async function tryOnce(
    server: DnsServer,
    transport: DnsTransport,
    question: Question,
    edns: boolean,
    deadlineMs: number,
  ): Promise<Reply> {
    const startedAtMs = clock.nowMs()
    // Every server gets its turn within the time of the query.
    const turnMs = Math.min(resolver.timeoutMs, limitMs / servers.length)
    const timeoutMs = Math.max(0, Math.min(turnMs, deadlineMs - startedAtMs))
    const reply = await exchange(question, { server, transport, edns, timeoutMs, clock })
    onExchange?.({
      ...question,
      server,
      transport,
      outcome: 'message' in reply ? reply.message.rcode : reply.trouble,
      truncated: 'message' in reply && reply.message.truncated,
      answers: 'message' in reply ? reply.message.answers : [],
      tookMs: clock.nowMs() - startedAtMs,
    })
    return reply
  }

  return { query }
}

function rotated({ servers, rotate }: ResolverSettings, random: Random): readonly DnsServer[] {
  const first = rotate ? Math.floor(random() * servers.length) : 0
  return [...servers.slice(first), ...servers.slice(0, first)]
}

/** Whether the next server need not be asked. */
function isUsable(message: DnsMessage, name: string): boolean {
  const { rcode, answers, authoritative, recursionAvailable, authorities, truncated } = message
  if (truncated) return false
  if (rcode === 'NXDOMAIN') return true
  if (rcode !== 'NOERROR') return false
  // Empty, and from a server that neither knows nor asks others: a referral, which is no answer (libc, too, goes on).
  const hasSoa = authorities.some(({ type }) => type === 'SOA')
  const hasAnswer = answers.some((record) => record.name === canonicalName(name))
  return hasAnswer || authoritative || recursionAvailable || hasSoa
}

const troubleOf = (reply: Reply): string => {
  if (!('message' in reply)) return reply.trouble
  const { rcode, truncated } = reply.message
  if (truncated) return 'truncated'
  return rcode === 'NOERROR' ? 'a referral' : rcode
}

function noAnswer(failures: ReadonlyMap<DnsServer, string>): Verdict {
  const said = [...failures].map(([{ address }, trouble]) => `${trouble} from ${address}`)
  return {
    why: said.length === 0 ? 'no time left' : said.join(', '),
    refused: failures.size > 0 && [...failures.values()].every((trouble) => trouble === 'REFUSED'),
  }
}

/** Where the aliases of a message lead from `name`, and the records there. */
function follow(message: DnsMessage, name: string, type: Question['type']) {
  let at = canonicalName(name)
  let aliases = 0
  let ttlS = Infinity
  for (; aliases <= MAX_ALIASES; aliases++) {
    const here = message.answers.filter((record) => record.name === at)
    const records = here.filter((record) => record.type === type)
    if (records.length > 0)
      return { records, name: at, aliases, ttlS: Math.min(ttlS, ...records.map((record) => record.ttlS)) }
    const alias = here.find((record) => record.type === 'CNAME')
    if (alias === undefined) break
    at = alias.target
    ttlS = Math.min(ttlS, alias.ttlS)
  }
  return { records: [], name: at, aliases, ttlS }
}

/** Says that there is nothing at the end of the aliases (RFC 2308 §2), not that it does not know what is there. */
const isNegative = ({ rcode, authorities }: DnsMessage): boolean =>
  rcode === 'NXDOMAIN' || authorities.some(({ type }) => type === 'SOA')

function negativeTtl({ authorities }: DnsMessage, aliasTtlS: number): number | undefined {
  const soa = authorities.find((record) => record.type === 'SOA')
  return soa === undefined ? undefined : Math.min(soa.ttlS, soa.minimumS, aliasTtlS)
}

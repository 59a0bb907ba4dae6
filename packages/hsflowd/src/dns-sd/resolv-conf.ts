import { readFile } from 'node:fs/promises'
import { isIP } from 'node:net'
import { hostname as systemHostname } from 'node:os'
import { isDomain } from './domain-name.ts'

/** Where a DNS server listens. */
export interface DnsServer {
  /** IPv4, or IPv6 possibly with a zone. */
  readonly address: string
  readonly port: number
}

/** How this host asks DNS, as resolv.conf(5) says it. */
export interface ResolverSettings {
  /** In the order in which they are asked; never empty. */
  readonly servers: readonly DnsServer[]
  /** Suffixes without leading or trailing dot, in order; '' is the root. */
  readonly search: readonly string[]
  readonly timeoutMs: number
  /** Rounds through the servers. */
  readonly attempts: number
  /** Starts at another server each time. */
  readonly rotate: boolean
  /** TCP only (`use-vc`). */
  readonly useTcp: boolean
}

export interface ResolverSurroundings {
  readonly environment?: Readonly<Record<string, string | undefined>>
  /** Of this host, with its domain if it has one. */
  readonly hostname?: string
}

/** What libc reads, unless told (`resolv.conf(5)`: MAXNS 3; the ranges of `timeout` and `attempts`). */
const MAX_SERVERS = 3
const MAX_TIMEOUT_S = 30
const MAX_ATTEMPTS = 5
/** More is a mistake: Kubernetes, which writes the longest lists, stops at 32. */
const MAX_SEARCH = 32
const MAX_BYTES = 65_536
export const RESOLV_CONF = '/etc/resolv.conf'
const PORT = 53

/** Reads what libc's resolver does. A file that is absent or cannot be read: the server of this host, as libc does. */
export async function readResolvConf(
  file = RESOLV_CONF,
  surroundings?: ResolverSurroundings,
): Promise<ResolverSettings> {
  const text = await readFile(file, 'utf8').catch(() => '')
  return parseResolvConf(text.slice(0, MAX_BYTES), surroundings)
}

/** What is not understood is left out, as libc does: what remains may still serve. */
export function parseResolvConf(text: string, surroundings: ResolverSurroundings = {}): ResolverSettings {
  const { environment = process.env, hostname = systemHostname() } = surroundings
  const servers: DnsServer[] = []
  let search: string[] | undefined
  let options: string[] = []
  for (const line of text.split('\n')) {
    const [keyword, ...values] = words(line)
    if (keyword === 'nameserver' && isIP(values[0] ?? '') !== 0 && servers.length < MAX_SERVERS)
      servers.push({ address: values[0]!, port: PORT })
    // The last of them counts, whichever it is.
    if (keyword === 'search' && values.length > 0) search = suffixes(values)
    if (keyword === 'domain' && values.length > 0) search = suffixes(values.slice(0, 1))
    if (keyword === 'options') options = [...options, ...values]
  }
  const localDomain = words(environment['LOCALDOMAIN'] ?? '')
  if (localDomain.length > 0) search = suffixes(localDomain)
  options = [...options, ...words(environment['RES_OPTIONS'] ?? '')]
  return {
    servers: servers.length > 0 ? servers : [{ address: '127.0.0.1', port: PORT }],
    search: search ?? suffixes([hostname.slice(hostname.indexOf('.') + 1 || hostname.length)]),
    timeoutMs: option(options, 'timeout', 1, MAX_TIMEOUT_S, 5) * 1000,
    attempts: option(options, 'attempts', 1, MAX_ATTEMPTS, 2),
    rotate: options.includes('rotate'),
    useTcp: options.includes('use-vc') || options.includes('usevc'),
  }
}

/** Up to a comment. */
function words(line: string): string[] {
  const all = line.split(/\s+/u).filter((word) => word !== '')
  const comment = all.findIndex((word) => /^[#;]/u.test(word))
  return comment < 0 ? all : all.slice(0, comment)
}

/** `.` is the root: systemd-resolved writes `search .` where there is no suffix. */
function suffixes(values: readonly string[]): string[] {
  const bare = values.map((value) => value.replace(/^\.|\.$/gu, '').toLowerCase())
  const known = bare.filter((suffix, index) => (suffix === '' ? values[index] === '.' : isDomain(suffix)))
  return [...new Set(known)].slice(0, MAX_SEARCH)
}

function option(
  options: readonly string[],
  name: string,
  low: number,
  high: number,
  fallback: number,
): number {
  const last = options.findLast((word) => word.startsWith(`${name}:`))
  const value = Number.parseInt(last?.slice(name.length + 1) ?? '', 10)
  return Number.isNaN(value) ? fallback : Math.min(Math.max(value, low), high)
}

import { isHost } from '@host-sflow/agent-runtime'
import type { DnsRecord } from './dns-message.ts'
import { zoneText } from './zone-text.ts'

/** A collector that an SRV record names. */
export interface DnsSdTarget {
  readonly host: string
  readonly port: number
  /** The lower, the sooner. */
  readonly priority: number
  readonly weight: number
}

/** A string of a TXT record, split at its first `=`; without one it has no value (RFC 6763 §6.4). */
export type TxtPair = readonly [key: string, value: string | undefined]

/** More than a fleet can want, and what a host can bear. */
const MAX_TARGETS = 256
const MAX_PAIRS = 256
const MAX_TEXT = 16_384

/** What SRV records say. */
export interface Targets {
  /** By priority, then the heavier, then by name: in the same order on every host, whatever the server's. */
  readonly targets: readonly DnsSdTarget[]
  /** The service is "decidedly not available at this domain" (RFC 2782). */
  readonly notAvailable: boolean
  /** Why records were left out. */
  readonly warnings: readonly string[]
}

export function readTargets(records: readonly DnsRecord[]): Targets {
  const warnings: string[] = []
  const known = new Map<string, DnsSdTarget>()
  let absent = 0
  for (const record of records) {
    if (record.type !== 'SRV') continue
    const { target: host, port, priority, weight } = record
    const trouble = host === '' ? undefined : troubleOf(host, port)
    if (host === '') absent++
    else if (trouble !== undefined) warnings.push(`${trouble}: ${zoneText(record)}`)
    else if (known.size === MAX_TARGETS)
      warnings.push(`more than ${MAX_TARGETS} SRV records: ${zoneText(record)}`)
    else known.set(`${priority} ${host} ${port}`, { host, port, priority, weight })
  }
  const targets = [...known.values()].toSorted(
    (a, b) => a.priority - b.priority || b.weight - a.weight || compare(a.host, b.host) || a.port - b.port,
  )
  return { targets, notAvailable: absent > 0 && absent === records.length, warnings: warnings.slice(0, 10) }
}

function troubleOf(host: string, port: number): string | undefined {
  if (port === 0) return 'port 0'
  return isHost(host) ? undefined : 'no host name'
}

const compare = (a: string, b: string): number => (a < b ? -1 : Number(a > b))

/** The strings of TXT records; what has no key is ignored (RFC 6763 §6.4). The order of records is not that of servers. */
export function readPairs(records: readonly DnsRecord[]): readonly TxtPair[] {
  const texts = records.flatMap((record) => (record.type === 'TXT' ? [record.strings.map(String)] : []))
  // Servers shuffle records, not the strings in them.
  const strings = texts.toSorted((a, b) => compare(a.join('\n'), b.join('\n'))).flat()
  const pairs: TxtPair[] = []
  let room = MAX_TEXT
  for (const string of strings) {
    room -= string.length
    if (room < 0 || pairs.length === MAX_PAIRS) break
    const [key = ''] = string.split('=', 1)
    if (key === '') continue
    pairs.push([key, string.length > key.length ? string.slice(key.length + 1) : undefined])
  }
  return pairs
}

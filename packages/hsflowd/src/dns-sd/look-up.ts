import type { DnsAnswer, DnsClient } from './dns-client.ts'
import { canonicalName } from './domain-name.ts'
import { readPairs, readTargets, type DnsSdTarget, type TxtPair } from './records.ts'

export type { DnsSdTarget, TxtPair } from './records.ts'

/** What DNS says for this host. */
export interface Found {
  readonly state: 'found'
  /** Whose records they are, before aliases. */
  readonly name: string
  readonly targets: readonly DnsSdTarget[]
  readonly txt: readonly TxtPair[]
}

export type LookUp =
  | (Found & {
      /** The least of all records that were used. */
      readonly ttlS: number
      /** The TXT record could not be had: those are the settings of before. */
      readonly txtTrouble?: string
      readonly warnings: readonly string[]
    })
  /** There is no such record, or it says that there is no such service: this host is to fall silent. */
  | { readonly state: 'off'; readonly why: string; readonly ttlS: number | undefined }
  | { readonly state: 'failed'; readonly why: string; readonly warnings: readonly string[] }

export interface LookUpOptions {
  readonly client: DnsClient
  readonly names: readonly string[]
  /** What was found last. */
  readonly previous: Found | undefined
  /** Names that are not begun after this time are not asked for. */
  readonly isLate?: () => boolean
}

const SERVICE = '_sflow._udp'
/** Settings that could not be had are not left alone for the hour that the SRV record may live. */
const TXT_RETRY_S = 60

/** The names to ask for, in order: that of the domain that was given, else of every search suffix, then the bare name. */
export function serviceNames(domain: string | undefined, search: readonly string[]): readonly string[] {
  const under = (suffix: string): string => (suffix === '' ? SERVICE : `${SERVICE}.${suffix}`)
  // C appends it as it is, so there it begins with a dot; people write it without.
  if (domain !== undefined) return [under(canonicalName(domain))]
  return [...new Set([...search.map(under), SERVICE])]
}

/** Asks for one name after the other until one has SRV records, then for its TXT record. Never rejects. */
export async function lookUp(options: LookUpOptions): Promise<LookUp> {
  const { client, names, previous, isLate = () => false } = options
  const failures: string[] = []
  const negativeTtls: number[] = []
  let said = 0
  for (const name of names) {
    if (isLate()) {
      failures.push(`${name}: no time left`)
      break
    }
    const srv = await client.query({ name, type: 'SRV' })
    if (srv.kind === 'records') return readRecords(options, name, srv)
    if (srv.kind === 'none') {
      said++
      if (srv.ttlS !== undefined) negativeTtls.push(srv.ttlS)
    } else if (name === previous?.name && !srv.refused) {
      // A bad moment of its server must not move this host to the collectors of another domain.
      return { state: 'failed', why: `${name}: ${srv.why}`, warnings: [] }
    } else if (!isBareAfterOthers(name, said, srv)) failures.push(`${name}: ${srv.why}`)
  }
  if (failures.length > 0) return { state: 'failed', why: failures.join('; '), warnings: [] }
  const ttlS = negativeTtls.length > 0 ? Math.min(...negativeTtls) : undefined
  return { state: 'off', why: `there is no SRV record ${names.join(', ')}`, ttlS }
}

// Nobody publishes at the root, and many servers refuse to ask there, or cannot: that says nothing of the suffixes.
const isBareAfterOthers = (name: string, said: number, srv: DnsAnswer): boolean =>
  name === SERVICE && said > 0 && srv.kind === 'failed'

async function readRecords(
  { client, previous }: LookUpOptions,
  name: string,
  srv: Extract<DnsAnswer, { kind: 'records' }>,
): Promise<LookUp> {
  const { targets, notAvailable, warnings } = readTargets(srv.records)
  if (notAvailable)
    return { state: 'off', why: `the SRV record ${name} says: no such service`, ttlS: srv.ttlS }
  if (targets.length === 0) return { state: 'failed', why: `${name}: no SRV record is of use`, warnings }
  const txt = await client.query({ name, type: 'TXT' })
  const found = { state: 'found', name, targets, warnings } as const
  if (txt.kind === 'records')
    return { ...found, txt: readPairs(txt.records), ttlS: Math.min(srv.ttlS, txt.ttlS) }
  if (txt.kind === 'none') return { ...found, txt: [], ttlS: srv.ttlS }
  return {
    ...found,
    txt: previous?.name === name ? previous.txt : [],
    txtTrouble: `${name}: ${txt.why}`,
    ttlS: Math.min(srv.ttlS, TXT_RETRY_S),
  }
}

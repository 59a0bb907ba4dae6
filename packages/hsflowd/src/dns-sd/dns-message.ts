import { decode, encode, RECURSION_DESIRED, type Answer, type DecodedPacket } from 'dns-packet'
import { canonicalName } from './domain-name.ts'

/** What is asked for. */
export type QueryType = 'SRV' | 'TXT'

/** The payload that crosses every network without fragments (dnsflagday.net/2020). */
const EDNS_BYTES = 1232
/** More records are a mistake, or an attack on this process. */
const MAX_RECORDS = 1000

interface Common {
  /** Of its owner: lower case, no final dot. */
  readonly name: string
  readonly ttlS: number
}

/** A record, as far as anything here looks at it. */
export type DnsRecord = Common &
  (
    | {
        readonly type: 'SRV'
        readonly priority: number
        readonly weight: number
        readonly port: number
        /** '' for the root: decidedly not available (RFC 2782). */
        readonly target: string
      }
    | { readonly type: 'TXT'; readonly strings: readonly Buffer[] }
    | { readonly type: 'CNAME'; readonly target: string }
    | { readonly type: 'SOA'; readonly minimumS: number }
  )

/** A message of a server. */
export interface DnsMessage {
  readonly id: number
  /** `NOERROR`, `NXDOMAIN`, ... */
  readonly rcode: string
  readonly truncated: boolean
  readonly authoritative: boolean
  readonly recursionAvailable: boolean
  /** Absent in errors of some servers. */
  readonly question: { readonly name: string; readonly type: string } | undefined
  /** Those of other types and classes are left out. */
  readonly answers: readonly DnsRecord[]
  readonly authorities: readonly DnsRecord[]
}

/** A query. `name` must be a domain name. */
export function encodeQuery(id: number, name: string, type: QueryType, edns: boolean): Buffer {
  return encode({
    type: 'query',
    id,
    flags: RECURSION_DESIRED,
    questions: [{ type, name, class: 'IN' }],
    additionals: edns
      ? [
          {
            type: 'OPT',
            name: '.',
            udpPayloadSize: EDNS_BYTES,
            extendedRcode: 0,
            ednsVersion: 0,
            flags: 0,
            flag_do: false,
            options: [],
          },
        ]
      : [],
  })
}

/** The id of a message, whatever else is in it; undefined where it has none. */
export const idOf = (bytes: Buffer): number | undefined =>
  bytes.length < 2 ? undefined : bytes.readUInt16BE(0)

/** Undefined when the bytes are not the answer of a server. Never throws. */
export function decodeAnswer(bytes: Buffer): DnsMessage | undefined {
  if (bytes.length < 12) return undefined
  // Of the additional section nothing is used: whatever is wrong with it must not spoil the answer.
  const used = Buffer.from(bytes)
  used.writeUInt16BE(0, 10)
  const counts = used.readUInt16BE(4) + used.readUInt16BE(6) + used.readUInt16BE(8)
  if (counts > MAX_RECORDS) return undefined
  try {
    return reduce(decode(used))
  } catch {
    return undefined
  }
}

function reduce(packet: DecodedPacket): DnsMessage | undefined {
  // The types of the library leave it out.
  const { rcode } = packet as DecodedPacket & { rcode: string }
  const [question, second] = packet.questions ?? []
  if (!packet.flag_qr || second !== undefined) return undefined
  return {
    id: packet.id ?? 0,
    rcode,
    truncated: packet.flag_tc,
    authoritative: packet.flag_aa,
    recursionAvailable: packet.flag_ra,
    question:
      question === undefined || question.class !== 'IN'
        ? undefined
        : { name: canonicalName(question.name), type: question.type },
    answers: (packet.answers ?? []).flatMap(recordOf),
    authorities: (packet.authorities ?? []).flatMap(recordOf),
  }
}

function recordOf(answer: Answer): DnsRecord[] {
  if (answer.type === 'OPT' || answer.class !== 'IN') return []
  const common = { name: canonicalName(answer.name), ttlS: ttlOf(answer.ttl) }
  switch (answer.type) {
    case 'SRV': {
      const { priority = 0, weight = 0, port, target } = answer.data
      return [{ ...common, type: 'SRV', priority, weight, port, target: canonicalName(target) }]
    }
    case 'TXT':
      return [{ ...common, type: 'TXT', strings: answer.data as Buffer[] }]
    case 'CNAME':
      return [{ ...common, type: 'CNAME', target: canonicalName(answer.data) }]
    case 'SOA':
      return [{ ...common, type: 'SOA', minimumS: ttlOf(answer.data.minimum) }]
    default:
      return []
  }
}

/** RFC 2181 §8: one with the highest bit is zero. */
const ttlOf = (ttl = 0): number => (ttl >= 2 ** 31 ? 0 : ttl)

import { mib2IcmpGroup, mib2IpGroup, mib2TcpGroup, mib2UdpGroup } from '@host-sflow/sflow-encoder'
import { integer, known, lineKey, nextLine, seek, startsWith, word } from '../host/text.ts'
import type { Text } from '../host/text.ts'
import type { FieldsOf, Source } from './source.ts'

const WORD = 2 ** 32

/** One group of /proc/net/snmp: two lines, names and values. */
interface Group {
  readonly record: { readonly row: { readonly name: string }; readonly fields: Record<string, number | null> }
  readonly key: Buffer
  /** The key without the line feed. */
  readonly prefix: Buffer
  /** The line of names that `columns` was made for. */
  heading: Buffer
  /** For each column the field it fills. */
  columns: readonly (string | undefined)[]
}

/** The four groups, in the order of the file (net/ipv4/proc.c). */
export interface Mib2 {
  readonly ip: FieldsOf<typeof mib2IpGroup>
  readonly icmp: FieldsOf<typeof mib2IcmpGroup>
  readonly tcp: FieldsOf<typeof mib2TcpGroup>
  readonly udp: FieldsOf<typeof mib2UdpGroup>
}

/** Where the kernel's name is not the end of the standard's. */
const otherNames: Readonly<Record<string, string>> = {
  icmpInParmProbs: 'icmpInParamProbs',
  icmpOutParmProbs: 'icmpOutParamProbs',
  tcpInCsumErrors: 'tcpInCsumErrs',
}

function group(
  row: Group['record']['row'] & { readonly fields: object },
  fields: object,
  name: string,
): Group {
  const unknown = Object.keys(row.fields).map((field) => [field, null] as const)
  Object.assign(fields, Object.fromEntries(unknown))
  return {
    record: { row, fields: fields as Record<string, number | null> },
    key: lineKey(`${name}: `),
    prefix: Buffer.from(`${name}: `),
    heading: Buffer.alloc(0),
    columns: [],
  }
}

/**
 * A parser of /proc/net/snmp that goes by the names in it: kernels add columns in the middle. What they do not have is
 * unknown. The columns are worked out when a line of names is new.
 */
export function createSnmpParser(): { readonly mib2: Mib2; readonly parse: (text: Text) => void } {
  const mib2: Mib2 = { ip: {}, icmp: {}, tcp: {}, udp: {} }
  const groups = [
    group(mib2IpGroup, mib2.ip, 'Ip'),
    group(mib2IcmpGroup, mib2.icmp, 'Icmp'),
    group(mib2TcpGroup, mib2.tcp, 'Tcp'),
    group(mib2UdpGroup, mib2.udp, 'Udp'),
  ]
  return {
    mib2,
    parse(text) {
      for (const each of groups) parseGroup(text, each)
    },
  }
}

function parseGroup(text: Text, self: Group): void {
  const { fields } = self.record
  if (!seek(text, self.key)) return unknownFields(fields)
  const start = text.at
  nextLine(text)
  if (text.bytes.compare(self.heading, 0, self.heading.length, start, text.at) !== 0) {
    self.heading = Buffer.from(text.bytes.subarray(start, text.at))
    self.columns = columnsOf(text, start, self)
    unknownFields(fields)
    text.at = start + self.heading.length
  }
  // The values follow under the same name.
  if (!startsWith(text, self.prefix)) return unknownFields(fields)
  text.at += self.prefix.length
  for (const name of self.columns) {
    const value = integer(text)
    // TCP says -1 for a limit of connections that is not fixed: on the wire the same bits.
    if (name !== undefined) fields[name] = known(value < 0 ? value + WORD : value)
  }
}

function unknownFields(fields: Record<string, number | null>): void {
  for (const name of Object.keys(fields)) fields[name] = null
}

function columnsOf(text: Text, start: number, self: Group): (string | undefined)[] {
  const prefix = self.key.toString('latin1').slice(1, -2).toLowerCase()
  const columns: (string | undefined)[] = []
  text.at = start
  for (let name = word(text); name !== ''; name = word(text)) {
    const field = otherNames[prefix + name] ?? prefix + name
    columns.push(Object.hasOwn(self.record.fields, field) ? field : undefined)
  }
  return columns
}

/** IPv4, ICMP, TCP and UDP of a Linux host: RFC 1213's groups as the kernel keeps them for this network namespace. */
export const mib2Linux: Source = {
  name: 'mib2',
  emits: [mib2IpGroup, mib2IcmpGroup, mib2TcpGroup, mib2UdpGroup],
  reads: ['proc:net/snmp'],
  open({ files }) {
    const snmp = files.keep('proc:net/snmp', { whole: true })
    const { mib2, parse } = createSnmpParser()
    const records = [
      { row: mib2IpGroup, fields: mib2.ip },
      { row: mib2IcmpGroup, fields: mib2.icmp },
      { row: mib2TcpGroup, fields: mib2.tcp },
      { row: mib2UdpGroup, fields: mib2.udp },
    ] as const
    return {
      collect() {
        const text = snmp.read()
        if (text === undefined) return []
        parse(text)
        return records
      },
      close: () => snmp.close(),
    }
  },
}

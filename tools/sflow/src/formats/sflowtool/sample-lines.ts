import {
  discardedPacket,
  enumerations,
  rtflow,
  rtmetric,
  tagOf,
  type Decoded,
  type Row,
} from '@host-sflow/sflow-encoder'
import { addressText } from './addresses.ts'
import type { BodyLengths } from './body-lengths.ts'
import { linesText, type Line } from './lines.ts'
import { fixed3 } from './numbers.ts'
import { rowPrinter } from './row-lines.ts'
import { cutText } from './texts.ts'

interface TypedValue {
  readonly name: string
  readonly type: number
  readonly value: unknown
}

// `rtmetric_counter32_KEY 12`; floats and doubles as %.3f.
function typedLines(prefix: string, types: Readonly<Record<number, string>>, values: TypedValue[]): Line[] {
  return values.map(({ name, type, value }) => {
    const kind = types[type]!
    const label = `${prefix}_${kind}_${cutText(name, 255)}`
    if (typeof value !== 'number') {
      const text = String(value)
      return [label, kind === 'ip6' ? addressText(text) : cutText(text, 255)]
    }
    return [label, /float|double/i.test(kind) ? fixed3(value) : `${value}`]
  })
}

/** Lines that a kind of sample has behind those of its plain fields. */
const extraLines: ReadonlyMap<Row, (fields: never) => Line[]> = new Map<Row, (fields: never) => Line[]>([
  [
    discardedPacket,
    ({ reason }: { reason: number }) => [
      ['discardReason', (enumerations.drop_reason as Readonly<Record<number, string>>)[reason] ?? 'NotFound'],
    ],
  ],
  [
    rtmetric,
    ({ metrics }: { metrics: TypedValue[] }) => typedLines('rtmetric', enumerations.rtmetric_type, metrics),
  ],
  [rtflow, ({ fields }: { fields: TypedValue[] }) => typedLines('rtflow', enumerations.rtflow_type, fields)],
])
/** What stands before every label of the records of a kind of sample. */
const recordPrefix: ReadonlyMap<Row, string> = new Map<Row, string>([[discardedPacket, 'discarded_']])

function recordText(record: Decoded, length: number, prefix: string, block: string, element: string): string {
  const tag = tagOf(record)
  const head = linesText([[`${block}_tag`, tag]], prefix)
  if (record.row === undefined || record.row.sflowtool === false)
    return `${head}skipping unknown ${element}: ${tag} len=${length}\n`
  return head + rowPrinter(record.row)(record.fields, length, prefix)
}

/** The text of one sample. */
export function sampleText(sample: Decoded, lengths: BodyLengths): string {
  const { row } = sample
  const tag = tagOf(sample)
  const head = `startSample ----------------------\nsampleType_tag ${tag}\n`
  const end = 'endSample   ----------------------\n'
  if (row === undefined || typeof row.sflowtool !== 'string')
    return `${head}skipping unknown sample: ${tag} len=${lengths.length}\n${end}`
  const fields = sample.fields as Readonly<Record<string, unknown>>
  let text = head + rowPrinter(row)(fields, lengths.length, '')
  text += linesText(extraLines.get(row)?.(fields as never) ?? [], '')
  const records = fields['records'] as Decoded[] | undefined
  if (records !== undefined) {
    const counters = row.fields['records']!.wire.name === 'array<record:counter>'
    const prefix = recordPrefix.get(row) ?? ''
    const [block, element] = counters
      ? ['counterBlock', 'counters_sample_element']
      : ['flowBlock', 'flow_sample_element']
    for (let i = 0; i < records.length; i++)
      text += recordText(records[i]!, lengths.records[i]!, prefix, block, element)
  }
  return text + end
}

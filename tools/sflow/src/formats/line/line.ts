import {
  countersSample,
  countersSampleExpanded,
  flowSample,
  flowSampleExpanded,
  ifCounters,
  type Decoded,
  type Row,
} from '@host-sflow/sflow-encoder'
import type { Printer } from '../printer.ts'
import { addressText } from '../sflowtool/addresses.ts'
import { printerOf } from '../sflowtool/values.ts'
import { emptyFlow, fills } from './flow.ts'

const hex = (value: number, digits: number): string => `0x${value.toString(16).padStart(digits, '0')}`

interface FlowFields {
  readonly input: { readonly value: number }
  readonly output: { readonly value: number }
  readonly sampling_rate: number
  readonly records: readonly Decoded[]
}

function flowLine(agent: string, { input, output, sampling_rate, records }: FlowFields): string {
  const flow = emptyFlow()
  for (const record of records)
    if (record.row !== undefined) fills.get(record.row)?.(flow, record.fields as never)
  return [
    'FLOW',
    agent,
    input.value,
    output.value,
    flow.srcMac,
    flow.dstMac,
    hex(flow.etherType, 4),
    flow.inVlan,
    flow.outVlan,
    addressText(flow.srcIp),
    addressText(flow.dstIp),
    flow.protocol,
    hex(flow.tos, 2),
    flow.ttl,
    flow.srcPort,
    flow.dstPort,
    hex(flow.tcpFlags, 2),
    flow.packetSize,
    flow.packetSize - flow.stripped - flow.ip4At,
    sampling_rate,
  ].join(',')
}

const counterColumns = Object.entries(ifCounters.fields).map(
  ([name, field]) => [name, printerOf(field)!] as const,
)
const NO_COUNTERS = counterColumns.map(() => '0').join(',')

function countersLine(agent: string, { records }: { readonly records: readonly Decoded[] }): string {
  let columns = NO_COUNTERS
  for (const record of records) {
    if (record.row !== ifCounters) continue
    const fields = record.fields as Readonly<Record<string, unknown>>
    columns = counterColumns.map(([name, print]) => print(fields[name])).join(',')
  }
  return `CNTR,${agent},${columns}`
}

type SampleLine = (agent: string, fields: never) => string

/** By kind of sample: its line; the other kinds have none. */
const sampleLines: ReadonlyMap<Row | undefined, SampleLine> = new Map<Row | undefined, SampleLine>([
  [flowSample, flowLine],
  [flowSampleExpanded, flowLine],
  [countersSample, countersLine],
  [countersSampleExpanded, countersLine],
])

/** The CSV lines of `sflowtool -l`: one per sample. */
export const linePrinter: Printer = {
  datagram({ agent_address, samples }) {
    const agent = addressText(agent_address)
    let text = ''
    for (const sample of samples) {
      const line = sampleLines.get(sample.row)
      if (line !== undefined && sample.row !== undefined) text += `${line(agent, sample.fields as never)}\n`
    }
    return text
  },
}

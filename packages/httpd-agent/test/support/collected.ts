// What a collector makes of the datagrams: streams, their data sources, and whether all of it rises as it must.
import {
  countersSampleExpanded,
  flowSampleExpanded,
  httpCounters,
  httpRequest,
  tagOf,
  type Decoded,
  type DecodedFields,
  type KnownRecord,
  type Row,
} from '@host-sflow/sflow-encoder'
import type { Received } from '../../../../tools/rigs/receiver.ts'

type CountersSample = DecodedFields<(typeof countersSampleExpanded)['fields']>
type FlowSample = DecodedFields<(typeof flowSampleExpanded)['fields']>

export type HttpCounters = DecodedFields<(typeof httpCounters)['fields']>
export type HttpRequest = DecodedFields<(typeof httpRequest)['fields']>

export interface Source {
  /** `class:index`. */
  readonly id: string
  readonly counters: CountersSample[]
  readonly flows: FlowSample[]
}

export interface Stream {
  /** `agent address/sub-agent`. */
  readonly id: string
  readonly sources: Map<string, Source>
  datagrams: number
  /** Datagrams and samples that are missing by their sequence numbers: on their way, or never sent. */
  missing: number
  /** What no stream may do: numbers that come twice or go back. */
  readonly faults: string[]
}

/** The fields of the first record of one kind. */
export function recordOf<R extends Row>(
  sample: { readonly records: readonly Decoded[] },
  row: R,
): KnownRecord<R>['fields'] | undefined {
  const record = sample.records.find((each) => each.row === row) as KnownRecord<R> | undefined
  return record?.fields
}

/** Streams by their id. */
export function streamsOf(received: readonly Received[]): Map<string, Stream> {
  const streams = new Map<string, Stream>()
  const last = new Map<string, number>()
  for (const { datagram } of received) {
    const id = `${datagram.agent_address}/${datagram.sub_agent_id}`
    const stream: Stream = streams.get(id) ?? { id, sources: new Map(), datagrams: 0, missing: 0, faults: [] }
    streams.set(id, stream)
    stream.datagrams++
    const rises = (what: string, value: number, by: 'one' | 'any'): void => {
      const key = `${id} ${what}`
      const before = last.get(key)
      last.set(key, value)
      if (before === undefined) return
      if (value < before || (by === 'one' && value === before)) {
        stream.faults.push(`${what}: ${value} after ${before}`)
      } else if (by === 'one') stream.missing += value - before - 1
    }
    rises('datagram', datagram.sequence_number, 'one')
    rises('uptime', datagram.uptime, 'any')
    for (const sample of datagram.samples) {
      const { row } = sample
      if (row !== flowSampleExpanded && row !== countersSampleExpanded) {
        throw new Error(`a sample of type ${tagOf(sample)}`)
      }
      const { source_id, sequence_number } = sample.fields as CountersSample
      const name = `${source_id.class}:${source_id.index}`
      const source = stream.sources.get(name) ?? { id: name, counters: [], flows: [] }
      stream.sources.set(name, source)
      rises(`${name} ${row.name}`, sequence_number, 'one')
      if (row === flowSampleExpanded) {
        const flow = sample.fields as FlowSample
        source.flows.push(flow)
        rises(`${name} pool`, flow.sample_pool, 'any')
        rises(`${name} drops`, flow.drops, 'any')
      } else {
        const counters = sample.fields as CountersSample
        source.counters.push(counters)
        const counts = recordOf(counters, httpCounters) ?? {}
        for (const [field, count] of Object.entries(counts)) rises(`${name} ${field}`, Number(count), 'any')
      }
    }
  }
  return streams
}

/** The only stream that there is. @throws where there is none, or several */
export function onlyStream(received: readonly Received[]): Stream {
  const [stream, ...others] = streamsOf(received).values()
  if (stream === undefined) throw new Error('no datagram')
  if (others.length > 0) throw new Error(`also ${others.map(({ id }) => id).join(', ')}`)
  return stream
}

/** The only data source that there is. @throws where there is none, or several */
export function onlySource(received: readonly Received[]): Source {
  const [source, ...others] = onlyStream(received).sources.values()
  if (source === undefined) throw new Error('no sample')
  if (others.length > 0) throw new Error(`also ${others.map(({ id }) => id).join(', ')}`)
  return source
}

/** The last counters of the only data source. */
export function lastCounts(received: readonly Received[]): HttpCounters | undefined {
  if (received.length === 0) return undefined
  const samples = onlySource(received).counters
  return samples.map((sample) => recordOf(sample, httpCounters)).findLast((fields) => fields !== undefined)
}

/** How many requests a sample of the counters tells of. */
export const requestsIn = (counts: HttpCounters): number =>
  Object.entries(counts)
    .filter(([field]) => field.startsWith('method_'))
    .reduce((sum, [, count]) => sum + Number(count), 0)

/** The sampled requests of the only data source. */
export const requestsOf = (received: readonly Received[]): HttpRequest[] =>
  received.length === 0 ? [] : onlySource(received).flows.flatMap((flow) => recordOf(flow, httpRequest) ?? [])

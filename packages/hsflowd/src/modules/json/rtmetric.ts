import { rtmetric, type RecordInput } from '@host-sflow/sflow-encoder'
import type { JsonObject } from './members.ts'
import { counter, gauge, real } from './numbers.ts'
import { bytesOf, readDatasource, readRtFields, textType, type RtField, type RtType } from './rt-fields.ts'

const types: ReadonlyMap<string, RtType> = new Map([
  ['string', textType],
  ['counter32', { code: 1, bytes: 4, read: counter(32) }],
  ['counter64', { code: 2, bytes: 8, read: counter(64) }],
  ['gauge32', { code: 3, bytes: 4, read: gauge(32) }],
  ['gauge64', { code: 4, bytes: 8, read: gauge(64) }],
  ['gaugeFloat', { code: 5, bytes: 4, read: real(32) }],
  ['gaugeDouble', { code: 6, bytes: 8, read: real(64) }],
])

// Datagram header with an IPv6 address; tag and length of the sample; the longest source; the count.
const OVERHEAD_BYTES = 40 + 8 + 68 + 4

/**
 * The samples of an rtmetric message: one, unless its metrics are more than a datagram holds. Their source names what
 * belongs together, so nothing is lost by sending them apart. @throws Refusal
 */
export function readRtMetric(message: JsonObject, datagramBytes: number): RecordInput[] {
  const source = readDatasource(message)
  const metrics = readRtFields(message, ['datasource'], types)
  return split(metrics, datagramBytes - OVERHEAD_BYTES).map((part) => ({
    row: rtmetric,
    fields: { datasource_name: source, metrics: part },
  }))
}

function split(metrics: readonly RtField[], room: number): RtField[][] {
  const parts: RtField[][] = []
  let left = 0
  for (const metric of metrics) {
    const bytes = bytesOf(metric, types)
    if (bytes > left || parts.length === 0) {
      parts.push([])
      left = room
    }
    parts.at(-1)!.push(metric)
    left -= bytes
  }
  return parts
}

import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { catalogue, datagramJson, decodeDatagram, encodeDatagram, type Decoded } from './index.ts'

interface Vector {
  kind: 'sample' | 'flow_record' | 'counter_record'
  enterprise: number
  format: number
  name: string
  body_hex: string
  datagram_hex: string
  sflowtool_text: string[]
}

const vectors = JSON.parse(
  readFileSync(new URL('../testdata/vectors.json', import.meta.url), 'utf8'),
) as Vector[]

// sflowtool's "label value" lines of a record, by our own field names.
function printed(vector: Vector, record: Decoded): [string, string, string][] {
  const lines = new Map(
    vector.sflowtool_text.map((line) => [line.split(' ')[0]!, line.split(' ').slice(1).join(' ')]),
  )
  if (record.row === undefined) return []
  return Object.entries(record.row.fields).flatMap(([name, field]) => {
    const text = lines.get(field.sflowtool ?? name)
    const value: unknown = record.fields[name]
    // sflowtool prints signed words as unsigned, and the datapath id in hexadecimal.
    if (text !== undefined && field.wire.name === 'i32')
      return [[name, String((value as number) >>> 0), text]]
    if (name === 'datapath_id') return [[name, (value as number).toString(16).padStart(16, '0'), text]]
    if (text === undefined || field.enumeration === 'app_status' || field.enumeration === 'packet_direction')
      return []
    if (typeof value === 'number' && !Number.isInteger(value)) return [[name, value.toFixed(3), text]]
    if (field.wire.name === 'pct' && typeof value === 'number')
      return [[name, (value / 100).toFixed(2), text]]
    return typeof value === 'number' || typeof value === 'bigint' ? [[name, String(value), text]] : []
  }) as [string, string, string][]
}

describe.each(vectors.map((v) => [`${v.kind} ${v.enterprise}:${v.format} ${v.name}`, v] as const))(
  '%s',
  (_, v) => {
    const bytes = Buffer.from(v.datagram_hex, 'hex')
    const datagram = decodeDatagram(bytes)
    const sample = datagram.samples[0]!
    const records = sample.row?.fields['records'] ? (sample.fields['records'] as Decoded[]) : []
    const subject = v.kind === 'sample' ? sample : records[0]!

    test('is decoded as its structure', () => {
      expect(subject.row?.name).toBe(v.name)
      const kind = v.kind === 'sample' ? 'sample' : v.kind === 'flow_record' ? 'flow' : 'counter'
      expect(catalogue[kind].get(v.enterprise * 4096 + v.format)?.name).toBe(v.name)
    })

    test('has the values that sflowtool printed', () => {
      for (const [name, ours, theirs] of printed(v, subject)) expect([name, ours]).toEqual([name, theirs])
    })

    test('is encoded to the same bytes', () => {
      expect(Buffer.from(encodeDatagram(datagram)).toString('hex')).toBe(v.datagram_hex)
    })

    test('has JSON', () => {
      expect(() => JSON.parse(datagramJson(datagram)) as unknown).not.toThrow()
    })
  },
)

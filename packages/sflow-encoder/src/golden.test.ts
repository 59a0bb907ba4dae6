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

/** Numbers that sflowtool prints as words. */
const AS_WORDS = new Set(['app_status', 'packet_direction'])

/** A value as sflowtool prints it; it fails for a value of a kind that is not known here. */
function shown(wire: string, value: unknown): string {
  if (typeof value === 'bigint') return String(value)
  if (typeof value === 'number') {
    if (wire === 'pct') return (value / 100).toFixed(2)
    // Signed words are printed as unsigned.
    return Number.isInteger(value) ? String(wire === 'i32' ? value >>> 0 : value) : value.toFixed(3)
  }
  if (typeof value === 'string') {
    if (wire === 'uuid') return value.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
    return (wire === 'ip6' || wire === 'address') && value.includes(':') ? inFull(value) : value
  }
  if (value instanceof Uint8Array)
    return Buffer.from(value)
      .toString('hex')
      .toUpperCase()
      .replace(/..(?=.)/g, '$&-')
  if (Array.isArray(value)) return value.map((each) => shown('', each)).join('-')
  if (wire === 'ds' || wire === 'dsx') {
    const { class: type, index } = value as { class: number; index: number }
    return `${type}:${index}`
  }
  // Format 0: an ifIndex. The vectors have no other.
  expect([wire, value]).toEqual([expect.stringMatching(/^if[cx]$/), { format: 0, value: expect.any(Number) }])
  return String((value as { value: number }).value)
}

/** An IPv6 address with all its digits. */
function inFull(address: string): string {
  const [head = [], tail = []] = address
    .split('::')
    .map((half) => half.split(':').filter((group) => group !== ''))
  const zeros = Array.from({ length: 8 - head.length - tail.length }, () => '0')
  return [...head, ...zeros, ...tail].map((group) => group.padStart(4, '0')).join(':')
}

// The fields that sflowtool prints with a label of their own: name, what we would print, what it printed.
function printed(vector: Vector, record: Decoded): [name: string, ours: string, theirs: string][] {
  const lines = new Map(
    vector.sflowtool_text.map((line) => [line.split(' ')[0]!, line.split(' ').slice(1).join(' ')]),
  )
  if (record.row === undefined) return []
  return Object.entries(record.row.fields).flatMap(([name, field]): [string, string, string][] => {
    const value: unknown = record.fields[name]
    // Bytes have two lines: how many, and which. Other fields with several labels are not printed one to one.
    const labels = (field.sflowtool || name).split(',')
    const text = lines.get(value instanceof Uint8Array ? labels.at(-1)! : labels.join(','))
    if (text === undefined || AS_WORDS.has(field.enumeration ?? '')) return []
    if (name === 'datapath_id') return [[name, (value as number).toString(16).padStart(16, '0'), text]]
    return [[name, shown(field.wire.name, value), text]]
  })
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
      const compared = printed(v, subject)
      for (const [name, ours, theirs] of compared) expect([name, ours]).toEqual([name, theirs])
      // None of the texts, addresses and identifiers of a record is passed over; of a sample, others are printed too.
      const texts = v.sflowtool_text.map((line) => line.split(' ').slice(1).join(' '))
      const plain = texts.filter((text) =>
        /^[a-z_]+\/\d|^2001:|^192\.0\.2\.|^00163e0000|^[\da-f]{8}-/.test(text),
      )
      if (v.kind !== 'sample') expect(compared.map(([, ours]) => ours)).toEqual(expect.arrayContaining(plain))
    })

    test('is encoded to the same bytes', () => {
      expect(Buffer.from(encodeDatagram(datagram)).toString('hex')).toBe(v.datagram_hex)
    })

    test('has JSON', () => {
      expect(() => JSON.parse(datagramJson(datagram)) as unknown).not.toThrow()
    })
  },
)

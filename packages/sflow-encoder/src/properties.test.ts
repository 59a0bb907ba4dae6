import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { recordOf } from './arbitraries.test-helper.ts'
import {
  countersSampleExpanded,
  datagramJson,
  decodeDatagram,
  encodeDatagram,
  flowSampleExpanded,
  rows,
  SflowError,
  type Datagram,
  type DatagramInput,
  type RecordInput,
  type RecordOf,
  type Row,
} from './index.ts'

/** The datagram that carries a record of `row`. */
function carry(row: Row, record: RecordInput): DatagramInput {
  const header = { version: 5, agent_address: '192.0.2.1', sub_agent_id: 1, sequence_number: 2, uptime: 3 }
  const source_id = { class: 2, index: 1 }
  if (row.kind === 'flow_record') {
    const fields = {
      sequence_number: 1,
      source_id,
      sampling_rate: 4,
      sample_pool: 5,
      drops: 6,
      input: { format: 0, value: 1 },
      output: { format: 0, value: 0x3fffffff },
      records: [record],
    }
    return { ...header, samples: [{ row: flowSampleExpanded, fields }] }
  }
  if (row.kind === 'counter_record')
    return {
      ...header,
      samples: [
        { row: countersSampleExpanded, fields: { sequence_number: 1, source_id, records: [record] } },
      ],
    }
  return { ...header, samples: [record] }
}

/** A value, or the one error that is allowed. */
function outcome(bytes: Uint8Array): Datagram | SflowError {
  try {
    const datagram = decodeDatagram(bytes)
    JSON.parse(datagramJson(datagram))
    return datagram
  } catch (error) {
    if (error instanceof SflowError) return error
    throw error
  }
}

const carried = rows.filter((row) => row.kind !== 'datagram')

describe.each(carried.map((row) => [`${row.kind} ${row.tag} ${row.name}`, row] as const))('%s', (_, row) => {
  test('comes back as it was', () => {
    fc.assert(
      fc.property(recordOf(row), (record) => {
        const datagram = carry(row, record)
        expect(decodeDatagram(encodeDatagram(datagram))).toEqual(datagram)
      }),
      { numRuns: 60 },
    )
  })

  test('unset fields are unknown', () => {
    const sent = carry(row, { row, fields: {} })
    const sample = decodeDatagram(encodeDatagram(sent)).samples[0] as RecordOf<Row>
    const back = row.kind === 'sample' ? sample : (sample.fields['records'] as RecordOf<Row>[])[0]!
    for (const [name, field] of Object.entries(row.fields))
      if (field.nullable) expect([name, back.fields[name]]).toEqual([name, null])
  })

  test('cut at any byte, it is an error or a value', () => {
    for (const record of fc.sample(recordOf(row), { numRuns: 3, seed: 5 })) {
      const bytes = encodeDatagram(carry(row, record))
      for (let length = 0; length < bytes.length; length++) {
        const result = outcome(bytes.subarray(0, length))
        // Only bytes that pad the very end are not missed.
        if (length < bytes.length - 3) expect(result).toBeInstanceOf(SflowError)
      }
    }
  })
})

test('100,000 random mutations give an error or a value', () => {
  const vectors = JSON.parse(readFileSync(new URL('../testdata/vectors.json', import.meta.url), 'utf8')) as {
    datagram_hex: string
  }[]
  const seeds = vectors.map((v) => Buffer.from(v.datagram_hex, 'hex'))
  const words = [0, 1, 2, 4, 0x7fffffff, 0x80000000, 0xfffffffc, 0xffffffff]
  let random = 0x2545f491
  const next = (below: number): number => {
    random = (Math.imul(random, 1664525) + 1013904223) >>> 0
    return Math.floor((random / 2 ** 32) * below)
  }
  let errors = 0
  for (let run = 0; run < 100_000; run++) {
    const bytes = Buffer.from(seeds[next(seeds.length)]!)
    for (let change = next(4); change >= 0; change--) {
      if (next(2)) bytes[next(bytes.length)] = next(256)
      else bytes.writeUInt32BE(words[next(words.length)]!, next(bytes.length >> 2) * 4)
    }
    const cut = next(4) ? bytes.length : next(bytes.length)
    const result = outcome(bytes.subarray(0, cut))
    if (result instanceof SflowError) {
      errors++
      if (result.offset !== undefined) expect(result.offset).toBeLessThanOrEqual(cut)
    }
  }
  // Both outcomes must have been seen, or the mutations test nothing.
  expect(errors).toBeGreaterThan(10_000)
  expect(errors).toBeLessThan(95_000)
})

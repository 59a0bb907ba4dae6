import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  countersSampleExpanded,
  createPacker,
  decodeDatagram,
  flowSampleExpanded,
  hostAdapters,
  hostDescr,
  hostMemory,
  httpRequest,
  portName,
  sampledHeader,
  type Datagram,
  type Packer,
  type RecordInput,
} from './index.ts'

function packing(maxDatagramBytes?: number): { packer: Packer; sent: Datagram[]; sizes: number[] } {
  const sent: Datagram[] = []
  const sizes: number[] = []
  const packer = createPacker({
    agentAddress: '192.0.2.7',
    subAgentId: 100000,
    startedAtMs: 1000,
    ...(maxDatagramBytes === undefined ? {} : { maxDatagramBytes }),
    send(bytes, info) {
      sizes.push(bytes.length)
      const datagram = decodeDatagram(Buffer.from(bytes))
      expect(datagram.samples).toHaveLength(info.samples)
      expect(datagram.sequence_number).toBe(info.sequenceNumber)
      sent.push(datagram)
    },
  })
  return { packer, sent, sizes }
}

const counters = (records: readonly RecordInput[], sequence_number = 1): RecordInput => ({
  row: countersSampleExpanded,
  fields: { sequence_number, source_id: { class: 2, index: 1 }, records },
})
const named = (name: string): RecordInput => counters([{ row: portName, fields: { name } }])
const recordsIn = (datagram: Datagram): unknown[] => {
  const [sample] = datagram.samples
  return sample?.row === undefined ? [] : (sample.fields['records'] as unknown[])
}

describe('packer', () => {
  test('numbers datagrams from 1 and counts uptime from the start', () => {
    const { packer, sent } = packing()
    for (const nowMs of [1500, 2500]) {
      packer.add(named('eth0'), nowMs)
      packer.flush(nowMs)
    }
    expect(sent.map((d) => [d.sequence_number, d.uptime])).toEqual([
      [1, 500],
      [2, 1500],
    ])
    expect(sent[0]).toMatchObject({ version: 5, agent_address: '192.0.2.7', sub_agent_id: 100000 })
  })

  test('sends nothing when nothing waits', () => {
    const { packer, sent } = packing()
    packer.flush(2000)
    expect([sent.length, packer.dueAtMs]).toEqual([0, Infinity])
  })

  test('is due one second after the first sample', () => {
    const { packer } = packing()
    packer.add(named('a'), 5000)
    packer.add(named('b'), 5900)
    expect(packer.dueAtMs).toBe(6000)
    packer.flush(6000)
    expect(packer.dueAtMs).toBe(Infinity)
  })

  test('fills datagrams up to the limit, and loses no sample', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 255 }), { maxLength: 60 }),
        fc.integer({ min: 400, max: 9000 }),
        (lengths, limit) => {
          const { packer, sent, sizes } = packing(limit)
          lengths.forEach((length, i) => packer.add(named('x'.repeat(length)), i))
          packer.flush(lengths.length)
          expect(Math.max(0, ...sizes)).toBeLessThanOrEqual(limit)
          const names = sent.flatMap((d) => d.samples.flatMap((s) => recordsIn({ ...d, samples: [s] })))
          expect(names.map((r) => (r as { fields: { name: string } }).fields.name.length)).toEqual(lengths)
          expect(packer.statistics).toEqual({ datagrams: sent.length, samples: lengths.length, shortened: 0 })
        },
      ),
    )
  })

  test('a list that is longer than a datagram loses its tail, the other records stay', () => {
    const { packer, sent, sizes } = packing()
    const adapters = Array.from({ length: 200 }, (_, i) => ({
      ifIndex: i + 1,
      mac_address: [i.toString(16).padStart(12, '0')],
    }))
    const records = [
      { row: hostDescr, fields: { hostname: 'a-host' } },
      { row: hostAdapters, fields: { adapters } },
      { row: hostMemory, fields: { mem_total: 1 } },
    ]
    packer.add(counters(records), 1000)
    packer.flush(1000)
    expect(sizes[0]).toBeLessThanOrEqual(1400)
    expect(packer.statistics.shortened).toBe(1)
    const [descr, list, memory] = recordsIn(sent[0]!) as { fields: Record<string, unknown[]> }[]
    expect(descr!.fields['hostname']).toBe('a-host')
    expect(memory!.fields['mem_total']).toBe(1)
    const kept = list!.fields['adapters']!
    expect(kept.length).toBeGreaterThan(40)
    expect(kept).toEqual(adapters.slice(0, kept.length))
  })

  test('text that does not fit is cut, the numbers stay', () => {
    const { packer, sent } = packing(300)
    const fields = { uri: 'u'.repeat(255), useragent: 'a'.repeat(128), status: 200, uS: 17 }
    const sample = { row: flowSampleExpanded, fields: { records: [{ row: httpRequest, fields }] } }
    packer.add(sample, 0)
    packer.flush(0)
    const [record] = recordsIn(sent[0]!) as { fields: Record<string, unknown> }[]
    expect(record!.fields).toMatchObject({ status: 200, uS: 17 })
    expect(fields.uri).toContain(record!.fields['uri'])
  })

  test('records go only when cutting was not enough, from the last one on', () => {
    const { packer, sent } = packing(200)
    packer.add(
      counters([
        { row: hostMemory, fields: { mem_total: 5 } },
        { row: hostMemory, fields: {} },
        { row: hostMemory, fields: {} },
      ]),
      0,
    )
    packer.flush(0)
    const left = recordsIn(sent[0]!) as { fields: Record<string, unknown> }[]
    expect(left).toHaveLength(1)
    expect(left[0]!.fields['mem_total']).toBe(5)
  })

  test.each([
    ['text that is no UUID', { hostname: 'h', uuid: 'not hexadecimal' }],
    ['a number for a text', { hostname: 7 as unknown as string }],
  ])('a sample that cannot be encoded leaves the others alone: %s', (_, fields) => {
    const { packer, sent } = packing()
    packer.add(named('first'), 0)
    const bad = { row: hostDescr, fields }
    expect(() => packer.add(counters([bad]), 0)).toThrow(expect.objectContaining({ code: 'HSF_SFLOW_VALUE' }))
    packer.add(named('second'), 0)
    packer.flush(0)
    expect(sent[0]!.samples).toHaveLength(2)
  })

  test('a new agent address continues the sequence', () => {
    const { packer, sent } = packing()
    packer.add(named('a'), 0)
    packer.setAgentAddress('2001:db8::1', 0)
    packer.add(named('b'), 0)
    packer.flush(0)
    expect(sent.map((d) => [d.agent_address, d.sequence_number])).toEqual([
      ['192.0.2.7', 1],
      ['2001:db8::1', 2],
    ])
  })

  test('pad bytes are zero, whatever the buffer held before', () => {
    const chunks: string[] = []
    const packer = createPacker({
      agentAddress: '192.0.2.7',
      subAgentId: 1,
      startedAtMs: 0,
      send: (bytes) => chunks.push(Buffer.from(bytes).toString('hex')),
    })
    const header = (fill: number, length: number): RecordInput => ({
      row: flowSampleExpanded,
      fields: { records: [{ row: sampledHeader, fields: { header: new Uint8Array(length).fill(fill) } }] },
    })
    packer.add(header(0xff, 128), 0)
    packer.flush(0)
    packer.add(header(0x11, 5), 0)
    packer.flush(0)
    expect(chunks[1]!.endsWith('1111111111000000')).toBe(true)
  })

  test('an address that is none leaves the packer as it was', () => {
    const { packer, sent } = packing()
    expect(() => packer.setAgentAddress('nonsense', 0)).toThrow(
      expect.objectContaining({ code: 'HSF_SFLOW_VALUE' }),
    )
    packer.add(named('a'), 0)
    packer.flush(0)
    expect(sent[0]).toMatchObject({ agent_address: '192.0.2.7', samples: [{ row: countersSampleExpanded }] })
  })

  test('a lower limit sends what waits, and holds from then on', () => {
    const { packer, sizes } = packing(1400)
    for (let i = 0; i < 5; i++) packer.add(named('x'.repeat(100)), 0)
    packer.setMaxDatagramBytes(200, 0)
    for (let i = 0; i < 5; i++) packer.add(named('x'.repeat(100)), 0)
    packer.flush(0)
    expect(sizes[0]).toBeGreaterThan(200)
    expect(Math.max(...sizes.slice(1))).toBeLessThanOrEqual(200)
  })

  test('a sample added from within send is refused, not lost silently', () => {
    const packer: Packer = createPacker({
      agentAddress: '192.0.2.7',
      subAgentId: 1,
      startedAtMs: 0,
      send: () => packer.add(named('b'), 0),
    })
    packer.add(named('a'), 0)
    expect(() => packer.flush(0)).toThrow('from within send()')
  })

  test('text is cut between characters', () => {
    fc.assert(
      fc.property(fc.integer({ min: 200, max: 420 }), fc.integer({ min: 0, max: 3 }), (limit, ascii) => {
        const { packer, sent } = packing(limit)
        const uri = 'a'.repeat(ascii) + '\u{1f600}'.repeat(60)
        packer.add(
          { row: flowSampleExpanded, fields: { records: [{ row: httpRequest, fields: { uri } }] } },
          0,
        )
        packer.flush(0)
        const [record] = recordsIn(sent[0]!) as { fields: { uri: string } }[]
        expect(uri.startsWith(record!.fields.uri)).toBe(true)
      }),
    )
  })

  test('a record of many short texts is cut before it is given up', () => {
    const { packer, sent } = packing(200)
    const short = 'x'.repeat(32)
    const fields = {
      uri: short,
      host: short,
      referer: short,
      useragent: short,
      xff: short,
      mime_type: short,
      uS: 9,
    }
    packer.add({ row: flowSampleExpanded, fields: { records: [{ row: httpRequest, fields }] } }, 0)
    packer.flush(0)
    const [record] = recordsIn(sent[0]!) as { fields: { uS: number } }[]
    expect(record!.fields.uS).toBe(9)
  })
})

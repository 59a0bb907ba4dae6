import { describe, expect, test } from 'vitest'
import {
  datagramJson,
  decodeDatagram,
  encodeDatagram,
  extendedNat,
  extendedRouter,
  flowSampleExpanded,
  rtmetric,
  type RecordOf,
  type Row,
} from './index.ts'

const header = { version: 5, agent_address: '192.0.2.1', sub_agent_id: 1, sequence_number: 2, uptime: 3 }
const word = (...values: number[]): Buffer =>
  Buffer.concat(values.map((v) => Buffer.from(v.toString(16).padStart(8, '0'), 'hex')))

/** A flow sample with one record of `dataFormat` and this body. */
function flow(dataFormat: number, body: Buffer): RecordOf<Row> {
  const bytes = encodeDatagram({
    ...header,
    samples: [
      { row: flowSampleExpanded, fields: { records: [{ row: undefined, dataFormat, bytes: body }] } },
    ],
  })
  const [sample] = decodeDatagram(bytes).samples as RecordOf<Row>[]
  return (sample!.fields['records'] as RecordOf<Row>[])[0]!
}

describe('an address of type 0', () => {
  test('has no bytes, says the specification', () => {
    expect(flow(extendedRouter.dataFormat, word(0, 24, 16)).fields).toEqual({
      nexthop: null,
      src_mask_len: 24,
      dst_mask_len: 16,
    })
  })

  test('has four in the C daemon, which the length of the record tells', () => {
    expect(flow(extendedRouter.dataFormat, word(0, 0, 24, 16)).fields).toEqual({
      nexthop: null,
      src_mask_len: 24,
      dst_mask_len: 16,
    })
  })

  test('is not guessed where what follows has no fixed length', () => {
    expect(flow(extendedNat.dataFormat, word(0, 1, 0xc0000201)).fields).toEqual({
      src_address: null,
      dst_address: '192.0.2.1',
    })
  })

  test.each([
    ['without bytes', word(5, 0, 9, 7, 1000, 0)],
    ['with four', word(5, 0, 0, 9, 7, 1000, 0)],
  ])('as the agent address, %s', (_, bytes) => {
    expect(decodeDatagram(bytes)).toMatchObject({
      agent_address: null,
      sub_agent_id: 9,
      sequence_number: 7,
      samples: [],
    })
  })
})

describe('what others send', () => {
  const empty = encodeDatagram({ ...header, samples: [] })

  test('bytes behind the last sample are skipped', () => {
    expect(decodeDatagram(Buffer.concat([empty, word(1, 2, 3)])).samples).toEqual([])
  })

  test('a body whose length is no multiple of 4 has its padding behind it', () => {
    const bytes = Buffer.concat([
      empty.subarray(0, -4),
      word(2, 0x7ff001, 5, 0x01020304, 0x05000000, 0x7ff002, 0),
    ])
    expect(decodeDatagram(bytes).samples).toMatchObject([
      { row: undefined, dataFormat: 0x7ff001, bytes: Buffer.from('0102030405', 'hex') },
      { row: undefined, dataFormat: 0x7ff002 },
    ])
  })
})

test.each(['10.0.0', '10.0.0.300', '010.1.1.1', '1.2.3.4::1', ':::1', '1:2:3:4:5:6:7::8', 'fe80::12345'])(
  '%s is not an address',
  (agent_address) => {
    expect(() => encodeDatagram({ ...header, agent_address })).toThrow(
      expect.objectContaining({ code: 'HSF_SFLOW_VALUE' }),
    )
  },
)

test('a metric is printed as its type says: a double in full, a float as short as it is exact', () => {
  const value = Math.fround(0.1)
  const metrics = [
    { name: 'float', type: 5, value },
    { name: 'double', type: 6, value },
  ]
  const bytes = encodeDatagram({
    ...header,
    samples: [{ row: rtmetric, fields: { datasource_name: 'd', metrics } }],
  })
  expect(datagramJson(decodeDatagram(bytes))).toContain(
    '[{"name":"float","type":5,"value":0.1},{"name":"double","type":6,"value":0.10000000149011612}]',
  )
})

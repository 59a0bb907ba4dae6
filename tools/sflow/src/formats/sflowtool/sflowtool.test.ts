import {
  countersSampleExpanded,
  decodeDatagram,
  discardedPacket,
  encodeDatagram,
  extendedFunction,
  extendedGateway,
  flowSampleExpanded,
  hostAdapters,
  hostCpu,
  hostDescr,
  ifCounters,
  memcacheOperation,
  rtmetric,
  sampledHeader,
  sampledIpv6,
  sfp,
  type RecordInput,
} from '@host-sflow/sflow-encoder'
import { describe, expect, test } from 'vitest'
import { ethernetOf, ip4Of, udpOf } from '../../capture/packets.test-helper.ts'
import { fullIp6 } from './addresses.ts'
import { fixed3 } from './numbers.ts'
import { sflowtoolPrinter } from './sflowtool.ts'

/** The lines of the only sample of a datagram, without the lines around it. */
function printed(sample: RecordInput): string[] {
  const bytes = Buffer.from(encodeDatagram({ agent_address: '10.0.0.1', samples: [sample] }))
  const arrival = { bytes, source: '10.0.0.1:40000', seconds: 0, micros: 0, captured: true }
  const lines = sflowtoolPrinter.datagram(decodeDatagram(bytes), arrival).split('\n')
  return lines.slice(lines.findIndex((line) => line.startsWith('startSample')) + 1, -3)
}

const counters = (...records: RecordInput[]): string[] =>
  printed({ row: countersSampleExpanded, fields: { source_id: { class: 2, index: 1 }, records } }).slice(4)
const flow = (...records: RecordInput[]): string[] =>
  printed({ row: flowSampleExpanded, fields: { source_id: { class: 0, index: 1 }, records } }).slice(9)
const header = (protocol: number, bytes: Buffer): string[] =>
  flow({ row: sampledHeader, fields: { protocol, frame_length: 200, stripped: 4, header: bytes } }).slice(6)

describe('records', () => {
  test('discarded ones have a prefix', () => {
    const records = [{ row: extendedFunction, fields: { symbol: 'x'.repeat(100) } }]
    expect(printed({ row: discardedPacket, fields: { reason: 999, records } }).slice(7)).toEqual([
      'discardCode 999',
      'discardReason NotFound',
      'discarded_flowBlock_tag 0:1038',
      'discarded_extendedType function',
      `discarded_symbol ${'x'.repeat(63)}`,
    ])
  })

  test('metrics are labelled by type and name', () => {
    const metrics = [
      { name: 'a', type: 0, value: 'text' },
      { name: 'b', type: 4, value: 2n ** 60n },
      { name: 'c', type: 6, value: 0.5 },
    ]
    expect(printed({ row: rtmetric, fields: { datasource_name: 'here', metrics } })).toEqual([
      'sampleType_tag 4300:1002',
      'sampleType RTMETRIC',
      'rtmetric_datasource_name here',
      'rtmetric_string_a text',
      'rtmetric_gauge64_b 1152921504606846976',
      'rtmetric_gaugeDouble_c 0.500',
    ])
  })

  test('unknown ones are skipped with their length', () => {
    expect(counters({ row: undefined, dataFormat: 4096 * 9 + 7, bytes: new Uint8Array(6) })).toEqual([
      'counterBlock_tag 9:7',
      'skipping unknown counters_sample_element: 9:7 len=8',
    ])
    expect(printed({ row: undefined, dataFormat: 4096 + 3, bytes: new Uint8Array(4) })).toEqual([
      'sampleType_tag 1:3',
      'skipping unknown sample: 1:3 len=4',
    ])
  })

  test('unknown values are printed as on the wire', () => {
    const lines = counters({ row: ifCounters, fields: { ifIndex: 1 } })
    expect(lines).toContain('ifInOctets 18446744073709551615')
    expect(lines).toContain('ifInErrors 4294967295')
    expect(counters({ row: hostCpu, fields: {} })).toContain('cpu_load_one -1.000')
  })

  test('fields that an old record lacks have no line', () => {
    const old = { row: undefined, dataFormat: hostCpu.dataFormat, bytes: new Uint8Array(68) }
    expect(counters(old).at(-1)).toBe('cpu_contexts 0')
    expect(counters({ row: hostCpu, fields: {} }).at(-1)).toBe('cpu_guest_nice 4294967295')
  })

  test('lists', () => {
    const adapters = [{ ifIndex: 3, mac_address: ['00163e000001', '00163e000002'] }]
    expect(counters({ row: hostAdapters, fields: { adapters } }).slice(1)).toEqual([
      'adaptor_0_ifIndex 3',
      'adaptor_0_MACs 2',
      'adaptor_0_MAC_0 00163e000001',
      'adaptor_0_MAC_1 00163e000002',
    ])
    const lanes = counters({ row: sfp, fields: { lanes: [{ index: 1, tx_power: 7 }] } })
    expect(lanes).toContain('sfp_module_active_lanes 1')
    expect(lanes).toContain('sfp_lane_tx_power_uW.%u.0 7')
    const path = [{ type: 1, as_numbers: [1, 2] }]
    expect(flow({ row: extendedGateway, fields: { dst_as_path: path } })).toContain('dst_as_path (1-2)')
  })

  test('names cannot forge lines', () => {
    const lines = counters({ row: hostDescr, fields: { hostname: 'a\nendDatagram\u001b[2J' } })
    expect(lines).toContain('hostname a\\x0aendDatagram\\x1b[2J')
    expect(lines).toHaveLength(5)
  })

  test('keys are URL-encoded', () => {
    expect(flow({ row: memcacheOperation, fields: { key: 'a/b' } })).toContain('memcache_op_key a%2Fb')
  })

  test('ICMP has a type in place of ports', () => {
    const fields = { length: 9, protocol: 1, src_ip: '::1', dst_ip: '::ffff:10.0.0.1', dst_port: 8 }
    expect(flow({ row: sampledIpv6, fields }).slice(2)).toEqual([
      'sampledPacketSize 9',
      'IPSize 9',
      'srcIP6 0000:0000:0000:0000:0000:0000:0000:0001',
      'dstIP6 0000:0000:0000:0000:0000:ffff:0a00:0001',
      'IPProtocol 1',
      'priority 0',
      'ICMPType 8',
    ])
  })
})

describe('headers', () => {
  const ip = ip4Of(udpOf(Buffer.alloc(4)))

  test('tags', () => {
    const lines = header(1, ethernetOf(ip, [[0x88a8, 5], [0x8100, 0x6007]])) // prettier-ignore
    expect(lines.slice(1, 9)).toEqual([
      'dstMAC 020000000001',
      'srcMAC 020000000002',
      'decodedVLAN 5',
      'decodedPriority 0',
      'decodedVLAN.1 7',
      'decodedPriority.1 3',
      'ethernet_type 2048',
      `IPSize ${200 - 4 - 22}`,
    ])
    expect(lines.slice(-3)).toEqual(['UDPSrcPort 40000', 'UDPDstPort 6343', 'UDPBytes 12'])
  })

  test('802.2', () => {
    const llc = (...bytes: number[]): Buffer =>
      Buffer.concat([Buffer.alloc(12), Buffer.from([0, 50, ...bytes]), ip])
    expect(header(1, llc(0xaa, 0xaa, 3, 0, 0, 0, 8, 0))).toContain('ethernet_type 2048')
    expect(header(1, llc(0xaa, 0xaa, 3, 0, 0, 0x0c, 1, 2)).slice(3)).toEqual(['VSNAP_OUI 00-00-0C'])
    expect(header(1, llc(6, 6, 1))).toContain('srcIP 10.0.0.7')
    expect(header(1, llc(0x42, 0x42, 3))).toHaveLength(3)
  })

  test('802.11', () => {
    const frame = Buffer.alloc(30)
    frame[0] = 8
    frame[1] = 3
    ;[4, 10, 16, 24].forEach((at, i) => frame.fill(i + 1, at, at + 6))
    expect(header(15, frame).slice(1)).toEqual([
      'srcMAC 040404040404',
      'dstMAC 030303030303',
      'txMAC 020202020202',
      'rxMAC 010101010101',
    ])
  })

  test('raw IP and what is not decoded', () => {
    expect(header(11, ip)).toContain('IPSize 196')
    expect(header(7, ip).slice(1)).toEqual(['NO_DECODE headerProtocol=7'])
    expect(header(99, ip).slice(1)).toEqual(['UNKNOWN headerProtocol=99'])
  })

  test('any beginning of a frame', () => {
    const frame = ethernetOf(ip, [[0x8100, 5]])
    for (let length = 0; length <= frame.length; length++)
      for (const protocol of [1, 11, 12, 15])
        expect(() => header(protocol, frame.subarray(0, length))).not.toThrow()
  })
})

test.each([
  [0.0625, '0.062'],
  [0.1875, '0.188'],
  [-1, '-1.000'],
  [1e21, '1000000000000000000000.000'],
  [0.1, '0.100'],
  [Number.NaN, 'nan'],
])('%d as %%.3f', (value, text) => {
  expect(fixed3(value)).toBe(text)
})

test.each([
  ['::', '0000:0000:0000:0000:0000:0000:0000:0000'],
  ['2001:db8::8', '2001:0db8:0000:0000:0000:0000:0000:0008'],
  ['1::', '0001:0000:0000:0000:0000:0000:0000:0000'],
])('%s in full', (text, full) => {
  expect(fullIp6(text)).toBe(full)
})

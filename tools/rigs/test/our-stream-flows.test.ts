import {
  countersSampleExpanded,
  ethernetCounters,
  extendedGateway,
  extendedRouter,
  extendedSocketIpv4,
  extendedSwitch,
  extendedTimestamp,
  ifCounters,
  lagPortStats,
  portName,
  type RecordInput,
} from '@host-sflow/sflow-encoder'
import { describe, expect, it } from 'vitest'
import { until } from '../child.ts'
import { AGENT, FCS_BYTES, flow, header, ip6Frame, streamOf, taggedFrame, udpFrame } from '../packets.ts'
import { sfacctdSees, tsharkSees } from './sees.ts'

const frames = [udpFrame(40_001), taggedFrame(40_002), ip6Frame(40_003)] as const

const dot3 = Object.fromEntries(Object.keys(ethernetCounters.fields).map((name, i) => [name, 201 + i]))

// What the kernel of few machines has; unset counters are unknown.
const port: RecordInput = {
  row: countersSampleExpanded,
  fields: {
    sequence_number: 11,
    source_id: { class: 0, index: 3 },
    records: [
      { row: ifCounters, fields: { ifIndex: 3, ifInOctets: 2 ** 40, ifOutUcastPkts: 5 } },
      { row: ethernetCounters, fields: dot3 },
      {
        row: lagPortStats,
        fields: {
          dot3adAggPortActorSystemID: '020000000001',
          dot3adAggPortAttachedAggID: 9,
          dot3adAggPortState: '3f3f3d3d',
        },
      },
      { row: portName, fields: { name: 'eth0' } },
    ],
  },
}

const stream = streamOf([
  flow(1, [
    header(frames[0]),
    { row: extendedSwitch, fields: { src_vlan: 7, src_priority: 1, dst_vlan: 8, dst_priority: 2 } },
    { row: extendedRouter, fields: { nexthop: '203.0.113.1', src_mask_len: 24, dst_mask_len: 25 } },
    {
      row: extendedGateway,
      fields: {
        nexthop: '203.0.113.1',
        as: 64_500,
        src_as: 64_501,
        src_peer_as: 64_502,
        dst_as_path: [{ type: 2, as_numbers: [64_503, 64_504] }],
        communities: [1, 2],
        localpref: 100,
      },
    },
    {
      row: extendedSocketIpv4,
      fields: { protocol: 17, local_ip: '192.0.2.1', remote_ip: '198.51.100.2', local_port: 40_001 },
    },
    { row: extendedTimestamp, fields: { nanoseconds: 1_234_567_890 } },
  ]),
  flow(2, [header(frames[1])]),
  port,
  flow(3, [header(frames[2])]),
])

const asText = (fields: Record<string, number>): Record<string, string> =>
  Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, String(value)]))

describe('a stream of packets and counters', () => {
  it('is read by sfacctd as it was sent', async (ctx) => {
    const sfacctd = await sfacctdSees(ctx, stream)
    const flows = await until('3 packets', 5000, async () => {
      const seen = await sfacctd.flows()
      return seen.length >= 3 ? seen : undefined
    })
    const common = {
      peer_ip_src: AGENT,
      mac_src: '02:aa:00:00:00:01',
      mac_dst: '02:aa:00:00:00:02',
      iface_in: 3,
      iface_out: 4,
      port_dst: 40_010,
      ip_proto: 'udp',
      sampling_rate: 400,
      packets: 1,
    }
    const [ip4s, ip6s] = [
      { etype: '800', ip_src: '192.0.2.1', ip_dst: '198.51.100.2' },
      { etype: '86dd', ip_src: '2001:db8::1', ip_dst: '2001:db8::2' },
    ]
    expect(flows.toSorted((a, b) => a.port_src - b.port_src)).toMatchObject([
      // Lengths with the FCS: Ethernet 14, a tag 4, IPv4 20, IPv6 40, UDP 8, payload 22.
      { ...common, ...ip4s, port_src: 40_001, vlan: 7, bytes: 68 },
      { ...common, ...ip4s, port_src: 40_002, vlan: 100, bytes: 72 },
      { ...common, ...ip6s, port_src: 40_003, vlan: 0, bytes: 88 },
    ])
    const place = { peer_ip_src: AGENT, source_id_index: 3, sflow_seq: 1, sflow_cnt_seq: 11 }
    expect(await sfacctd.counters()).toMatchObject([
      { ...place, sf_cnt_type: 'sflow_cnt_generic', ifIndex: 3, ifInOctets: 2 ** 40, ifOutUcastPkts: 5 },
      { ...place, sf_cnt_type: 'sflow_cnt_ethernet', ...dot3 },
      place,
      place,
    ])
  })

  it('is read by tshark as it was sent, up to the records that it does not know', async (ctx) => {
    const [datagram, ...others] = await tsharkSees(ctx, stream)
    expect([datagram?.malformed, others]).toEqual([false, []])
    const [first, second, counters, third] = datagram!.samples
    const flowFields = (sequence_number: number, records: number) => ({
      sequence_number: String(sequence_number),
      source_class: '0',
      source_index: '3',
      sampling_rate: '400',
      sample_pool: String(400 * sequence_number),
      drops: '7',
      input_format: '0',
      input_value: '3',
      output_format: '0',
      output_value: '4',
      records: String(records),
    })
    const headerRecord = (bytes: Buffer) => ({
      tag: '0:1',
      reliable: true,
      fields: {
        protocol: '1',
        frame_length: String(bytes.length + FCS_BYTES),
        stripped: String(FCS_BYTES),
        header: bytes.toString('hex').replaceAll(/..(?!$)/g, '$&:'),
      },
    })
    expect(first).toMatchObject({ tag: '0:3', fields: flowFields(1, 6) })
    expect(first!.records.filter(({ reliable }) => reliable)).toMatchObject([
      headerRecord(frames[0]),
      {
        tag: '0:1001',
        fields: {
          'sflow_245.vlan.in': '7',
          'sflow_245.pri.in': '1',
          'sflow_245.vlan.out': '8',
          'sflow_245.pri.out': '2',
        },
      },
      { tag: '0:1002', fields: { 'sflow_245.nexthop': '203.0.113.1', 'sflow_245.nexthop.dst_mask': '25' } },
      { tag: '0:1003', fields: { 'sflow_245.as': '64500', 'sflow_245.localpref': '100' } },
      { tag: '0:2100', title: 'Unknown sample format' },
    ])
    expect(second).toMatchObject({ fields: flowFields(2, 1), records: [headerRecord(frames[1])] })
    expect(third).toMatchObject({ fields: flowFields(3, 1), records: [headerRecord(frames[2])] })
    expect(counters).toMatchObject({ tag: '0:4', fields: { sequence_number: '11', records: '4' } })
    expect(counters!.records).toMatchObject([
      { tag: '0:1', reliable: true, fields: { ifInOctets: String(2 ** 40), ifOutUcastPkts: '5' } },
      { tag: '0:2', reliable: true, fields: asText(dot3) },
      {
        tag: '0:7',
        reliable: true,
        fields: { 'sflow.lag_port.attached_agg_id': '9', 'sflow.lag_port.state': '0x3f3f3d3d' },
      },
      { tag: '0:1005', reliable: true },
    ])
  })
})

describe('a stream of an agent with an IPv6 address', () => {
  const datagrams = streamOf([flow(1, [header(frames[0])])], '2001:db8::9')

  it('is one of that agent to sfacctd, where it counts packets', async (ctx) => {
    const sfacctd = await sfacctdSees(ctx, datagrams)
    const packet = await until('the packet', 5000, async () => (await sfacctd.flows())[0])
    expect(packet).toMatchObject({ peer_ip_src: '2001:db8::9', port_src: 40_001 })
  })

  it('is one of that agent to tshark', async (ctx) => {
    const [datagram] = await tsharkSees(ctx, datagrams)
    expect(datagram).toMatchObject({ malformed: false, fields: { 'sflow_245.agent.v6': '2001:db8::9' } })
  })
})

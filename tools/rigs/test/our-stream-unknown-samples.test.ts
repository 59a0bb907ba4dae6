import { discardedPacket, rtmetric, type RecordInput } from '@host-sflow/sflow-encoder'
import { describe, expect, it } from 'vitest'
import { until } from '../child.ts'
import { flow, header, streamOf, udpFrame } from '../packets.ts'
import { sfacctdSees, tsharkSees } from './sees.ts'

describe('samples that the collectors do not know', () => {
  const packet = (sequenceNumber: number): RecordInput =>
    flow(sequenceNumber, [header(udpFrame(50_000 + sequenceNumber))])
  const discard: RecordInput = {
    row: discardedPacket,
    fields: {
      sequence_number: 1,
      source_id: { class: 0, index: 3 },
      reason: 258,
      records: [header(udpFrame(40_001))],
    },
  }
  const metric: RecordInput = {
    row: rtmetric,
    fields: { datasource_name: 'app', metrics: [{ name: 'requests', type: 1, value: 5 }] },
  }
  const datagrams = [
    [packet(1), discard],
    [discard, packet(2)],
    [packet(3), metric],
    [metric, packet(4)],
    [packet(5)],
  ].flatMap((samples) => streamOf(samples))

  it('end what sfacctd reads of a datagram', async (ctx) => {
    const sfacctd = await sfacctdSees(ctx, datagrams)
    const ports = await until('the last packet', 5000, async () => {
      const seen = (await sfacctd.flows()).map((each) => each.port_src)
      return seen.includes(50_005) ? seen : undefined
    })
    expect(ports.toSorted((a, b) => a - b)).toEqual([50_001, 50_003, 50_005])
  })

  it('end what tshark reads of a datagram if they are not of the standard', async (ctx) => {
    const seen = await tsharkSees(ctx, datagrams)
    const packets = seen.map(({ samples }) => samples.filter(({ tag }) => tag === '0:3').length)
    expect(packets).toEqual([1, 1, 1, 0, 1])
    expect(seen.map(({ malformed }) => malformed)).toEqual([false, false, false, true, false])
  })
})

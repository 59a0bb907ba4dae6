import { createPacker, flowSampleExpanded, sampledHeader, type RecordInput } from '@host-sflow/sflow-encoder'

/** The agent of {@link streamOf}, unless it is told another. */
export const AGENT = '192.0.2.9'
/** Bytes of an Ethernet frame that are counted and never captured. */
export const FCS_BYTES = 4

const MACS = '02aa0000000202aa00000001'
const IP6_ADDRESSES = '20010db800000000000000000000000120010db8000000000000000000000002'
const hex16 = (value: number): string => value.toString(16).padStart(4, '0')
/** From port `from` to 40010, with 22 bytes of payload. */
const udp = (from: number): string => `${hex16(from)}9c4a001e0000${'00'.repeat(22)}`
/** From 192.0.2.1 to 198.51.100.2, without checksum. */
const ip4 = (from: number): string => `450000320000400040110000c0000201c6336402${udp(from)}`
/** From 2001:db8::1 to 2001:db8::2. */
const ip6 = (from: number): string => `60000000001e1140${IP6_ADDRESSES}${udp(from)}`
const frame = (payload: string): Buffer => Buffer.from(MACS + payload, 'hex')

/**
 * Ethernet frames from 02:aa:00:00:00:01 to 02:aa:00:00:00:02 with a UDP packet. Their lengths are multiples of four:
 * tshark shows the pad bytes of others as if they were of the packet.
 */
export const udpFrame = (from: number): Buffer => frame(`0800${ip4(from)}`)
/** The same with the tag of VLAN 100. */
export const taggedFrame = (from: number): Buffer => frame(`810000640800${ip4(from)}`)
/** The same with IPv6. */
export const ip6Frame = (from: number): Buffer => frame(`86dd${ip6(from)}`)

/** The record of a frame that was sampled whole. */
export const header = (bytes: Buffer): RecordInput => ({
  row: sampledHeader,
  fields: { protocol: 1, frame_length: bytes.length + FCS_BYTES, stripped: FCS_BYTES, header: bytes },
})

/** A sample of interface 3 at one in 400, on its way to interface 4. */
export const flow = (sequence_number: number, records: RecordInput[]): RecordInput => ({
  row: flowSampleExpanded,
  fields: {
    sequence_number,
    source_id: { class: 0, index: 3 },
    sampling_rate: 400,
    sample_pool: 400 * sequence_number,
    drops: 7,
    input: { format: 0, value: 3 },
    output: { format: 0, value: 4 },
    records,
  },
})

/** The datagrams of a stream of these samples, made by our packer. */
export function streamOf(samples: readonly RecordInput[], agentAddress = AGENT): Uint8Array[] {
  const datagrams: Uint8Array[] = []
  const packer = createPacker({
    agentAddress,
    subAgentId: 100_000,
    startedAtMs: 0,
    send: (bytes) => void datagrams.push(Uint8Array.from(bytes)),
  })
  for (const sample of samples) packer.add(sample, 1000)
  packer.flush(1000)
  return datagrams
}

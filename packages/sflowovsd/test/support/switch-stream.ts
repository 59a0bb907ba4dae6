// What a collector got from Open vSwitch.
import {
  countersSample,
  flowSample,
  ifCounters,
  sampledHeader,
  type Datagram,
  type DecodedFields,
  type KnownRecord,
  type Row,
} from '@host-sflow/sflow-encoder'
import type { Receiver } from '../../../../tools/rigs/receiver.ts'

export type Flow = DecodedFields<(typeof flowSample)['fields']>
export type Interface = DecodedFields<(typeof ifCounters)['fields']>

/** Host sFlow's own stream has another number. */
const SWITCH_SUB_AGENT = 0

export const switchDatagrams = ({ received }: Receiver): Datagram[] =>
  received.map(({ datagram }) => datagram).filter(({ sub_agent_id }) => sub_agent_id === SWITCH_SUB_AGENT)

function samples<R extends Row>(receiver: Receiver, row: R): KnownRecord<R>['fields'][] {
  return switchDatagrams(receiver)
    .flatMap((datagram) => datagram.samples)
    .filter((sample) => sample.row === row)
    .map((sample) => (sample as KnownRecord<R>).fields)
}

export const flows = (receiver: Receiver): Flow[] => samples(receiver, flowSample)

/** The last counters of an interface. */
export function lastCounters(receiver: Receiver, ifIndex: number): Interface | undefined {
  return samples(receiver, countersSample)
    .flatMap((sample) => sample.records)
    .filter((record): record is KnownRecord<typeof ifCounters> => record.row === ifCounters)
    .map((record) => record.fields)
    .findLast((fields) => fields.ifIndex === ifIndex)
}

export interface Packet {
  readonly bytes: Buffer
  readonly frameLength: number
  readonly toMac: string
  readonly fromMac: string
  readonly from: string
  readonly to: string
  readonly fromPort: number
  readonly toPort: number
}

/** The sampled header of a UDP packet over IPv4 without options; undefined: another kind of packet. */
export function udpPacket(flow: Flow): Packet | undefined {
  const record = flow.records.find(
    (each): each is KnownRecord<typeof sampledHeader> => each.row === sampledHeader,
  )
  if (record === undefined) return undefined
  const fields = record.fields as { header: Uint8Array; frame_length: number }
  const bytes = Buffer.from(fields.header)
  const [ETHERTYPE_IP4, UDP] = [0x0800, 17]
  if (bytes.length < 38 || bytes.readUInt16BE(12) !== ETHERTYPE_IP4 || bytes[23] !== UDP) return undefined
  const mac = (at: number): string => bytes.toString('hex', at, at + 6).replace(/..(?=.)/g, '$&:')
  const ip = (at: number): string => bytes.subarray(at, at + 4).join('.')
  return {
    bytes,
    frameLength: fields.frame_length,
    toMac: mac(0),
    fromMac: mac(6),
    from: ip(26),
    to: ip(30),
    fromPort: bytes.readUInt16BE(34),
    toPort: bytes.readUInt16BE(36),
  }
}

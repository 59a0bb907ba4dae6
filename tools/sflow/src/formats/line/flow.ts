// What `sflowtool -l` puts into a FLOW line: the records of a flow sample, one after the other, fill it in.
import {
  extendedIpv4TunnelEgress,
  extendedIpv4TunnelIngress,
  extendedIpv6TunnelEgress,
  extendedIpv6TunnelIngress,
  extendedL2TunnelEgress,
  extendedL2TunnelIngress,
  extendedSocketIpv4,
  extendedSocketIpv6,
  extendedSwitch,
  sampledEthernet,
  sampledHeader,
  sampledIpv4,
  sampledIpv6,
  type Row,
} from '@host-sflow/sflow-encoder'
import { readHeader } from '../../header/read-header.ts'

/** The columns of a FLOW line that come from records. */
export interface Flow {
  srcMac: string
  dstMac: string
  etherType: number
  inVlan: number
  outVlan: number
  srcIp: string | null
  dstIp: string | null
  protocol: number
  tos: number
  ttl: number
  srcPort: number
  dstPort: number
  tcpFlags: number
  packetSize: number
  stripped: number
  ip4At: number
}

export const emptyFlow = (): Flow => ({
  srcMac: '000000000000',
  dstMac: '000000000000',
  etherType: 0,
  inVlan: 0,
  outVlan: 0,
  srcIp: null,
  dstIp: null,
  protocol: 0,
  tos: 0,
  ttl: 0,
  srcPort: 0,
  dstPort: 0,
  tcpFlags: 0,
  packetSize: 0,
  stripped: 0,
  ip4At: 0,
})

interface Tuple {
  length: number
  protocol: number
  src_ip: string
  dst_ip: string
  src_port: number
  dst_port: number
  tcp_flags: number
  tos?: number
}

function fillTuple(flow: Flow, fields: Tuple): void {
  flow.packetSize = fields.length
  flow.srcIp = fields.src_ip
  flow.dstIp = fields.dst_ip
  flow.protocol = fields.protocol
  flow.tos = fields.tos ?? flow.tos
  flow.srcPort = fields.src_port
  flow.dstPort = fields.dst_port
  if (fields.protocol === 6) flow.tcpFlags = fields.tcp_flags
}

function fillMacs(flow: Flow, fields: { src_mac: string; dst_mac: string; type: number }): void {
  flow.srcMac = fields.src_mac
  flow.dstMac = fields.dst_mac
  flow.etherType = fields.type
}

function fillSocket(flow: Flow, fields: { local_ip: string; remote_ip: string }): void {
  flow.srcIp = fields.local_ip
  flow.dstIp = fields.remote_ip
}

function fillSwitch(flow: Flow, fields: { src_vlan: number | null; dst_vlan: number | null }): void {
  flow.inVlan = fields.src_vlan ?? -1
  flow.outVlan = fields.dst_vlan ?? -1
}

interface Sampled {
  protocol: number
  frame_length: number
  stripped: number
  header: Uint8Array
}

function fillHeader(flow: Flow, fields: Sampled): void {
  const header = readHeader(fields.protocol, fields.header)
  flow.packetSize = fields.frame_length
  flow.stripped = fields.stripped
  flow.srcMac = header.srcMac ?? flow.srcMac
  flow.dstMac = header.dstMac ?? flow.dstMac
  flow.etherType = header.etherType ?? flow.etherType
  flow.inVlan = header.vlans.at(-1)?.id ?? flow.inVlan
  const { ip4, ip6 } = header
  if (ip4 !== undefined) flow.ip4At = header.ipAt!
  flow.srcIp = ip4?.src ?? ip6?.src ?? flow.srcIp
  flow.dstIp = ip4?.dst ?? ip6?.dst ?? flow.dstIp
  flow.protocol = ip4?.protocol ?? ip6?.protocol ?? flow.protocol
  flow.tos = ip4?.tos ?? ip6?.trafficClass ?? flow.tos
  flow.ttl = ip4?.ttl ?? ip6?.hopLimit ?? flow.ttl
  const ports = header.tcp ?? header.udp
  flow.srcPort = ports?.srcPort ?? header.icmp?.type ?? flow.srcPort
  flow.dstPort = ports?.dstPort ?? header.icmp?.code ?? flow.dstPort
  flow.tcpFlags = header.tcp?.flags ?? flow.tcpFlags
}

type Fill = (flow: Flow, fields: never) => void

/** By row: what its record changes. */
export const fills: ReadonlyMap<Row, Fill> = new Map<Row, Fill>([
  [sampledHeader, fillHeader],
  [sampledEthernet, fillMacs],
  [sampledIpv4, fillTuple],
  [sampledIpv6, fillTuple],
  [extendedSwitch, fillSwitch],
  [extendedSocketIpv4, fillSocket],
  [extendedSocketIpv6, fillSocket],
  // sflowtool lets the headers of tunnels replace those of the packet.
  [extendedL2TunnelEgress, fillMacs],
  [extendedL2TunnelIngress, fillMacs],
  [extendedIpv4TunnelEgress, fillTuple],
  [extendedIpv4TunnelIngress, fillTuple],
  [extendedIpv6TunnelEgress, fillTuple],
  [extendedIpv6TunnelIngress, fillTuple],
])

import { ip4, u32 } from '../kit/fields.ts'
import { flowRecord } from '../kit/structures.ts'

export const extendedIpv4TunnelEgress = flowRecord(
  'extended_ipv4_tunnel_egress',
  {
    enterprise: 0,
    format: 1023,
    spec: 'sflow_tunnels.txt',
    sflowtool: 'tunnel_ipv4_out_IPV4',
    notes:
      'describes the OUTER (tunnel) header to be added on egress / removed on ingress; ports are outer L4 ports',
  },
  {
    length: u32({ unit: 'bytes', sflowtool: 'tunnel_ipv4_out_sampledPacketSize' }),
    protocol: u32({ kind: 'enum', sflowtool: 'tunnel_ipv4_out_IPProtocol', note: 'IANA protocol numbers' }),
    src_ip: ip4({ sflowtool: 'tunnel_ipv4_out_srcIP' }),
    dst_ip: ip4({ sflowtool: 'tunnel_ipv4_out_dstIP' }),
    src_port: u32({ kind: 'identifier', sflowtool: 'tunnel_ipv4_out_TCPSrcPort/tunnel_ipv4_out_UDPSrcPort' }),
    dst_port: u32({
      kind: 'identifier',
      sflowtool: 'tunnel_ipv4_out_TCPDstPort/tunnel_ipv4_out_UDPDstPort',
      note: 'ICMP type for protocol 1 as sflowtool prints it',
    }),
    tcp_flags: u32({ kind: 'bitmap', sflowtool: 'tunnel_ipv4_out_TCPFlags' }),
    tos: u32({ kind: 'bitmap', sflowtool: 'tunnel_ipv4_out_IPTOS' }),
  },
)

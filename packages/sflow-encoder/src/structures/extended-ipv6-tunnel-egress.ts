import { ip6, u32 } from '../kit/fields.ts'
import { flowRecord } from '../kit/structures.ts'

export const extendedIpv6TunnelEgress = flowRecord(
  'extended_ipv6_tunnel_egress',
  {
    enterprise: 0,
    format: 1025,
    spec: 'sflow_tunnels.txt',
    sflowtool: 'tunnel_ipv6_out_IPV6',
    notes:
      'describes the OUTER (tunnel) header to be added on egress / removed on ingress; ports are outer L4 ports',
  },
  {
    length: u32({ unit: 'bytes', sflowtool: 'tunnel_ipv6_out_sampledPacketSize' }),
    protocol: u32({ kind: 'enum', sflowtool: 'tunnel_ipv6_out_IPProtocol', note: 'IANA protocol numbers' }),
    src_ip: ip6({ sflowtool: 'tunnel_ipv6_out_srcIP6' }),
    dst_ip: ip6({ sflowtool: 'tunnel_ipv6_out_dstIP6' }),
    src_port: u32({ kind: 'identifier', sflowtool: 'tunnel_ipv6_out_TCPSrcPort/tunnel_ipv6_out_UDPSrcPort' }),
    dst_port: u32({
      kind: 'identifier',
      sflowtool: 'tunnel_ipv6_out_TCPDstPort/tunnel_ipv6_out_UDPDstPort',
      note: 'ICMP type for protocol 1 as sflowtool prints it',
    }),
    tcp_flags: u32({ kind: 'bitmap', sflowtool: 'tunnel_ipv6_out_TCPFlags' }),
    priority: u32({ kind: 'bitmap', sflowtool: 'tunnel_ipv6_out_priority' }),
  },
)

import { ip6, u32 } from '../kit/fields.ts'
import { flowRecord } from '../kit/structures.ts'

export const extendedIpv6TunnelIngress = flowRecord(
  'extended_ipv6_tunnel_ingress',
  {
    enterprise: 0,
    format: 1026,
    spec: 'sflow_tunnels.txt',
    sflowtool: 'tunnel_ipv6_in_IPV6',
    notes:
      'describes the OUTER (tunnel) header to be added on egress / removed on ingress; ports are outer L4 ports',
  },
  {
    length: u32({ unit: 'bytes', sflowtool: 'tunnel_ipv6_in_sampledPacketSize' }),
    protocol: u32({ kind: 'enum', sflowtool: 'tunnel_ipv6_in_IPProtocol', note: 'IANA protocol numbers' }),
    src_ip: ip6({ sflowtool: 'tunnel_ipv6_in_srcIP6' }),
    dst_ip: ip6({ sflowtool: 'tunnel_ipv6_in_dstIP6' }),
    src_port: u32({ kind: 'identifier', sflowtool: 'tunnel_ipv6_in_TCPSrcPort/tunnel_ipv6_in_UDPSrcPort' }),
    dst_port: u32({
      kind: 'identifier',
      sflowtool: 'tunnel_ipv6_in_TCPDstPort/tunnel_ipv6_in_UDPDstPort',
      note: 'ICMP type for protocol 1 as sflowtool prints it',
    }),
    tcp_flags: u32({ kind: 'bitmap', sflowtool: 'tunnel_ipv6_in_TCPFlags' }),
    priority: u32({ kind: 'bitmap', sflowtool: 'tunnel_ipv6_in_priority' }),
  },
)

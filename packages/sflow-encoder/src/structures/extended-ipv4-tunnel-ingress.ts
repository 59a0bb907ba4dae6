import { ip4, u32 } from '../kit/fields.ts'
import { flowRecord } from '../kit/structures.ts'

export const extendedIpv4TunnelIngress = flowRecord(
  'extended_ipv4_tunnel_ingress',
  {
    enterprise: 0,
    format: 1024,
    spec: 'sflow_tunnels.txt',
    sflowtool: 'tunnel_ipv4_in_IPV4',
    notes:
      'describes the OUTER (tunnel) header to be added on egress / removed on ingress; ports are outer L4 ports',
  },
  {
    length: u32({ unit: 'bytes', sflowtool: 'tunnel_ipv4_in_sampledPacketSize' }),
    protocol: u32({ kind: 'enum', sflowtool: 'tunnel_ipv4_in_IPProtocol', note: 'IANA protocol numbers' }),
    src_ip: ip4({ sflowtool: 'tunnel_ipv4_in_srcIP' }),
    dst_ip: ip4({ sflowtool: 'tunnel_ipv4_in_dstIP' }),
    src_port: u32({ kind: 'identifier', sflowtool: 'tunnel_ipv4_in_TCPSrcPort/tunnel_ipv4_in_UDPSrcPort' }),
    dst_port: u32({
      kind: 'identifier',
      sflowtool: 'tunnel_ipv4_in_TCPDstPort/tunnel_ipv4_in_UDPDstPort',
      note: 'ICMP type for protocol 1 as sflowtool prints it',
    }),
    tcp_flags: u32({ kind: 'bitmap', sflowtool: 'tunnel_ipv4_in_TCPFlags' }),
    tos: u32({ kind: 'bitmap', sflowtool: 'tunnel_ipv4_in_IPTOS' }),
  },
)

import { ip6, u32 } from '../kit/fields.ts'
import { flowRecord } from '../kit/structures.ts'

export const sampledIpv6 = flowRecord(
  'sampled_ipv6',
  { enterprise: 0, format: 4, spec: 'sflow_version_5.txt', sflowtool: 'IPV6' },
  {
    length: u32({ unit: 'bytes', sflowtool: 'sampledPacketSize' }),
    protocol: u32({ kind: 'enum', sflowtool: 'IPProtocol', note: 'IANA protocol numbers' }),
    src_ip: ip6({ sflowtool: 'srcIP6' }),
    dst_ip: ip6({ sflowtool: 'dstIP6' }),
    src_port: u32({ kind: 'identifier', sflowtool: 'TCPSrcPort/UDPSrcPort' }),
    dst_port: u32({
      kind: 'identifier',
      sflowtool: 'TCPDstPort/UDPDstPort',
      note: 'ICMP type for protocol 1 as sflowtool prints it',
    }),
    tcp_flags: u32({ kind: 'bitmap', sflowtool: 'TCPFlags' }),
    priority: u32({ kind: 'bitmap' }),
  },
)

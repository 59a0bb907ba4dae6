import { ip4, u32 } from '../kit/fields.ts'
import { flowRecord } from '../kit/structures.ts'

export const sampledIpv4 = flowRecord(
  'sampled_ipv4',
  {
    enterprise: 0,
    format: 3,
    spec: 'sflow_version_5.txt',
    sflowtool: 'IPV4',
    notes: 'length = IP packet length',
  },
  {
    length: u32({ unit: 'bytes', sflowtool: 'sampledPacketSize' }),
    protocol: u32({ kind: 'enum', sflowtool: 'IPProtocol', note: 'IANA protocol numbers' }),
    src_ip: ip4({ sflowtool: 'srcIP' }),
    dst_ip: ip4({ sflowtool: 'dstIP' }),
    src_port: u32({ kind: 'identifier', sflowtool: 'TCPSrcPort/UDPSrcPort' }),
    dst_port: u32({
      kind: 'identifier',
      sflowtool: 'TCPDstPort/UDPDstPort',
      note: 'ICMP type for protocol 1 as sflowtool prints it',
    }),
    tcp_flags: u32({ kind: 'bitmap', sflowtool: 'TCPFlags' }),
    tos: u32({ kind: 'bitmap', sflowtool: 'IPTOS' }),
  },
)

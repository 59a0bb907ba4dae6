import { u32 } from '../kit/fields.ts'
import { counterRecord } from '../kit/structures.ts'

export const mib2UdpGroup = counterRecord(
  'mib2_udp_group',
  { enterprise: 0, format: 2010, spec: 'sflow_host_ip.txt' },
  {
    udpInDatagrams: u32({ kind: 'counter' }),
    udpNoPorts: u32({ kind: 'counter' }),
    udpInErrors: u32({ kind: 'counter' }),
    udpOutDatagrams: u32({ kind: 'counter' }),
    udpRcvbufErrors: u32({ kind: 'counter' }),
    udpSndbufErrors: u32({ kind: 'counter' }),
    udpInCsumErrors: u32({ kind: 'counter' }),
  },
)

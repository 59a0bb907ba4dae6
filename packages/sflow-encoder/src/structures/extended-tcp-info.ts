import { enumeration, u32 } from '../kit/fields.ts'
import { flowRecord } from '../kit/structures.ts'

export const extendedTcpInfo = flowRecord(
  'extended_tcp_info',
  { enterprise: 0, format: 2209, spec: 'sflow mailing list (thread JCG9iwacLZA) / hsflowd sflow.h' },
  {
    dir: enumeration('packet_direction', { sflowtool: 'tcpinfo_direction' }),
    snd_mss: u32({ unit: 'bytes', sflowtool: 'tcpinfo_send_mss' }),
    rcv_mss: u32({ unit: 'bytes', sflowtool: 'tcpinfo_receive_mss' }),
    unacked: u32({ unit: 'packets', sflowtool: 'tcpinfo_unacked_pkts' }),
    lost: u32({ unit: 'packets', sflowtool: 'tcpinfo_lost_pkts' }),
    retrans: u32({ unit: 'packets', sflowtool: 'tcpinfo_retrans_pkts' }),
    pmtu: u32({ unit: 'bytes', sflowtool: 'tcpinfo_path_mtu' }),
    rtt: u32({ unit: 'us', sflowtool: 'tcpinfo_rtt_uS' }),
    rttvar: u32({ unit: 'us', sflowtool: 'tcpinfo_rtt_uS_var' }),
    snd_cwnd: u32({ unit: 'segments', sflowtool: 'tcpinfo_send_congestion_win' }),
    reordering: u32({ sflowtool: 'tcpinfo_reordering' }),
    min_rtt: u32({ unit: 'us', sflowtool: 'tcpinfo_rtt_uS_min' }),
  },
)

import { mac, u32 } from '../kit/fields.ts'
import { flowRecord } from '../kit/structures.ts'

export const extendedL2TunnelEgress = flowRecord(
  'extended_L2_tunnel_egress',
  { enterprise: 0, format: 1021, spec: 'sflow_tunnels.txt', sflowtool: 'tunnel_l2_out_ETHERNET' },
  {
    length: u32({ unit: 'bytes', sflowtool: 'tunnel_l2_out_ethernet_len' }),
    src_mac: mac({ sflowtool: 'tunnel_l2_out_ethernet_src' }),
    dst_mac: mac({ sflowtool: 'tunnel_l2_out_ethernet_dst' }),
    type: u32({ kind: 'enum', sflowtool: 'tunnel_l2_out_ethernet_type' }),
  },
)

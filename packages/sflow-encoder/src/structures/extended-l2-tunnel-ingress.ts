import { mac, u32 } from '../kit/fields.ts'
import { flowRecord } from '../kit/structures.ts'

export const extendedL2TunnelIngress = flowRecord(
  'extended_L2_tunnel_ingress',
  { enterprise: 0, format: 1022, spec: 'sflow_tunnels.txt', sflowtool: 'tunnel_l2_in_ETHERNET' },
  {
    length: u32({ unit: 'bytes', sflowtool: 'tunnel_l2_in_ethernet_len' }),
    src_mac: mac({ sflowtool: 'tunnel_l2_in_ethernet_src' }),
    dst_mac: mac({ sflowtool: 'tunnel_l2_in_ethernet_dst' }),
    type: u32({ kind: 'enum', sflowtool: 'tunnel_l2_in_ethernet_type' }),
  },
)

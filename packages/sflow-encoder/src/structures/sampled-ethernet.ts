import { mac, u32 } from '../kit/fields.ts'
import { flowRecord } from '../kit/structures.ts'

export const sampledEthernet = flowRecord(
  'sampled_ethernet',
  {
    enterprise: 0,
    format: 2,
    spec: 'sflow_version_5.txt',
    sflowtool: 'ETHERNET',
    notes:
      'sflowtool prints type, len, src, dst in that order and dst/src reading order follows wire (len, src, dst, type).',
  },
  {
    length: u32({ unit: 'bytes', sflowtool: 'ethernet_len' }),
    src_mac: mac({ sflowtool: 'ethernet_src' }),
    dst_mac: mac({ sflowtool: 'ethernet_dst' }),
    type: u32({ kind: 'enum', sflowtool: 'ethernet_type' }),
  },
)

import { u32 } from '../kit/fields.ts'
import { counterRecord } from '../kit/structures.ts'

export const ovsDpStats = counterRecord(
  'ovs_dp_stats',
  { enterprise: 0, format: 2207, spec: 'blog.sflow.com 2015-01 (Open vSwitch)' },
  {
    hits: u32({ kind: 'counter', sflowtool: 'OVS_dp_hits' }),
    misses: u32({ kind: 'counter', sflowtool: 'OVS_dp_misses' }),
    lost: u32({ kind: 'counter', sflowtool: 'OVS_dp_lost' }),
    mask_hits: u32({ kind: 'counter', sflowtool: 'OVS_dp_mask_hits' }),
    flows: u32({ sflowtool: 'OVS_dp_flows' }),
    masks: u32({ sflowtool: 'OVS_dp_masks' }),
  },
)

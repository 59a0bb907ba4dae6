import { u32, u64 } from '../kit/fields.ts'
import { counterRecord } from '../kit/structures.ts'

export const vlanCounters = counterRecord(
  'vlan_counters',
  { enterprise: 0, format: 5, spec: 'sflow_version_5.txt' },
  {
    vlan_id: u32({ kind: 'identifier', sflowtool: 'in_vlan' }),
    octets: u64({ unit: 'bytes', kind: 'counter' }),
    ucastPkts: u32({ unit: 'packets', kind: 'counter' }),
    multicastPkts: u32({ unit: 'packets', kind: 'counter' }),
    broadcastPkts: u32({ unit: 'packets', kind: 'counter' }),
    discards: u32({ unit: 'packets', kind: 'counter' }),
  },
)

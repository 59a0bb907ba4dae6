import { array, u32 } from '../kit/fields.ts'
import { flowRecord } from '../kit/structures.ts'

export const extendedVlantunnel = flowRecord(
  'extended_vlantunnel',
  { enterprise: 0, format: 1012, spec: 'sflow_version_5.txt' },
  {
    stack: array(u32(), { sflowtool: 'vlan_tunnel', note: 'each = TPID<<16 | TCI, outermost first' }),
  },
)

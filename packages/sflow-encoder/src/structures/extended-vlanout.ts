import { array, u32 } from '../kit/fields.ts'
import { flowRecord } from '../kit/structures.ts'

export const extendedVlanout = flowRecord(
  'extended_vlanout',
  { enterprise: 0, format: 1035, spec: 'sflow discussion', status: 'draft', sflowtool: false },
  {
    stack: array(u32(), { note: 'egress TPID<<16 | TCI, outermost first' }),
  },
)

import { array, u32 } from '../kit/fields.ts'
import { flowRecord } from '../kit/structures.ts'

export const extendedVlanin = flowRecord(
  'extended_vlanin',
  { enterprise: 0, format: 1034, spec: 'sflow discussion', status: 'draft', sflowtool: false },
  {
    stack: array(u32(), { note: 'ingress TPID<<16 | TCI, outermost first' }),
  },
)

import { u32 } from '../kit/fields.ts'
import { flowRecord } from '../kit/structures.ts'

export const pmacctClass2 = flowRecord(
  'pmacct_class2',
  { enterprise: 43874, format: 3, spec: 'pmacct', status: 'vendor(pmacct)', sflowtool: false },
  {
    master_protocol: u32({ kind: 'identifier', note: 'nDPI id' }),
    app_protocol: u32({ kind: 'identifier', note: 'nDPI id' }),
  },
)

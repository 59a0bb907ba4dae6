import { fixedOpaque } from '../kit/fields.ts'
import { flowRecord } from '../kit/structures.ts'

export const pmacctClass = flowRecord(
  'pmacct_class',
  { enterprise: 43874, format: 1, spec: 'pmacct', status: 'vendor(pmacct)', sflowtool: false },
  {
    protocol: fixedOpaque(16, { note: 'NUL-padded classifier name' }),
  },
)

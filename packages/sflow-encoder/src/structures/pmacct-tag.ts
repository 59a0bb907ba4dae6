import { u64 } from '../kit/fields.ts'
import { flowRecord } from '../kit/structures.ts'

export const pmacctTag = flowRecord(
  'pmacct_tag',
  { enterprise: 43874, format: 2, spec: 'pmacct', status: 'vendor(pmacct)', sflowtool: false },
  {
    tag: u64({ kind: 'identifier' }),
    tag2: u64({ kind: 'identifier' }),
  },
)

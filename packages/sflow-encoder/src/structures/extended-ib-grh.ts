import { fixedOpaque, u32 } from '../kit/fields.ts'
import { flowRecord } from '../kit/structures.ts'

export const extendedIbGrh = flowRecord(
  'extended_ib_grh',
  { enterprise: 0, format: 1032, spec: 'draft_sflow_infiniband_2.txt', status: 'draft', sflowtool: false },
  {
    flow_label: u32({ kind: 'identifier' }),
    tc: u32({ kind: 'identifier' }),
    s_gid: fixedOpaque(16),
    d_gid: fixedOpaque(16),
    next_header: u32({ kind: 'enum' }),
    length: u32({ unit: 'bytes' }),
  },
)

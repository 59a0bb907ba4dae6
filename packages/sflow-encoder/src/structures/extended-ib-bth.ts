import { u32 } from '../kit/fields.ts'
import { flowRecord } from '../kit/structures.ts'

export const extendedIbBth = flowRecord(
  'extended_ib_bth',
  { enterprise: 0, format: 1033, spec: 'draft_sflow_infiniband_2.txt', status: 'draft', sflowtool: false },
  {
    pkey: u32({ kind: 'identifier' }),
    dst_qp: u32({ kind: 'identifier' }),
    opcode: u32({ kind: 'enum' }),
  },
)

import { u32 } from '../kit/fields.ts'
import { flowRecord } from '../kit/structures.ts'

export const extendedIbLrh = flowRecord(
  'extended_ib_lrh',
  { enterprise: 0, format: 1031, spec: 'draft_sflow_infiniband_2.txt', status: 'draft', sflowtool: false },
  {
    src_vl: u32({ kind: 'identifier' }),
    src_sl: u32({ kind: 'identifier' }),
    src_dlid: u32({ kind: 'identifier' }),
    src_slid: u32({ kind: 'identifier' }),
    src_lnh: u32({ kind: 'identifier' }),
    dst_vl: u32({ kind: 'identifier' }),
    dst_sl: u32({ kind: 'identifier' }),
    dst_dlid: u32({ kind: 'identifier' }),
    dst_slid: u32({ kind: 'identifier' }),
    dst_lnh: u32({ kind: 'identifier' }),
  },
)

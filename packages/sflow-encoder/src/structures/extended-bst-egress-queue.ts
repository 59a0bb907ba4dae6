import { u32 } from '../kit/fields.ts'
import { flowRecord } from '../kit/structures.ts'

export const extendedBstEgressQueue = flowRecord(
  'extended_bst_egress_queue',
  {
    enterprise: 4413,
    format: 1,
    spec: 'bv-sflow.txt',
    status: 'vendor(Broadcom), superseded by 0:1036',
    sflowtool: false,
  },
  {
    queue: u32({ kind: 'identifier' }),
  },
)

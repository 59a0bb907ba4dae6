import { array, pct } from '../kit/fields.ts'
import { counterRecord } from '../kit/structures.ts'

export const bstPortBuffers = counterRecord(
  'bst_port_buffers',
  { enterprise: 4413, format: 2, spec: 'bv-sflow.txt', status: 'vendor(Broadcom)', sflowtool: false },
  {
    ingress_uc_pc: pct(),
    ingress_mc_pc: pct(),
    egress_uc_pc: pct(),
    egress_mc_pc: pct(),
    egress_queue_uc_pc: array(pct(), { limit: 8 }),
    egress_queue_mc_pc: array(pct(), { limit: 8 }),
  },
)

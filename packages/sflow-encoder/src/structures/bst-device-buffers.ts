import { pct } from '../kit/fields.ts'
import { counterRecord } from '../kit/structures.ts'

export const bstDeviceBuffers = counterRecord(
  'bst_device_buffers',
  { enterprise: 4413, format: 1, spec: 'bv-sflow.txt', status: 'vendor(Broadcom)', sflowtool: false },
  {
    uc_pc: pct(),
    mc_pc: pct(),
  },
)

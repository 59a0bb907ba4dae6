import { u32 } from '../kit/fields.ts'
import { flowRecord } from '../kit/structures.ts'

export const extendedVniEgress = flowRecord(
  'extended_vni_egress',
  { enterprise: 0, format: 1029, spec: 'sflow_tunnels.txt', sflowtool: 'out_VNI' },
  {
    vni: u32({ kind: 'identifier', sflowtool: 'out_VNI' }),
  },
)

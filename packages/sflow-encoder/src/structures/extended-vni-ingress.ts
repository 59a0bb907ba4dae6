import { u32 } from '../kit/fields.ts'
import { flowRecord } from '../kit/structures.ts'

export const extendedVniIngress = flowRecord(
  'extended_vni_ingress',
  { enterprise: 0, format: 1030, spec: 'sflow_tunnels.txt', sflowtool: 'in_VNI' },
  {
    vni: u32({ kind: 'identifier', sflowtool: 'in_VNI' }),
  },
)

import { string, u32 } from '../kit/fields.ts'
import { flowRecord } from '../kit/structures.ts'

export const extendedMplsVc = flowRecord(
  'extended_mpls_vc',
  { enterprise: 0, format: 1009, spec: 'sflow_version_5.txt' },
  {
    vc_instance_name: string(undefined, { sflowtool: 'mpls_vc_name' }),
    vll_vc_id: u32({ kind: 'identifier', sflowtool: 'mpls_vll_vc_id' }),
    vc_label_cos: u32({ sflowtool: 'mpls_vc_cos' }),
  },
)

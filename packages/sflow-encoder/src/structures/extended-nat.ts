import { address } from '../kit/fields.ts'
import { flowRecord } from '../kit/structures.ts'

export const extendedNat = flowRecord(
  'extended_nat',
  { enterprise: 0, format: 1007, spec: 'sflow_version_5.txt', sflowtool: 'NAT' },
  {
    src_address: address({ sflowtool: 'nat_src' }),
    dst_address: address({ sflowtool: 'nat_dst' }),
  },
)

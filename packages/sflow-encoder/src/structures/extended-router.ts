import { address, u32 } from '../kit/fields.ts'
import { flowRecord } from '../kit/structures.ts'

export const extendedRouter = flowRecord(
  'extended_router',
  { enterprise: 0, format: 1002, spec: 'sflow_version_5.txt', sflowtool: 'ROUTER' },
  {
    nexthop: address({ sflowtool: 'nextHop' }),
    src_mask_len: u32({ unit: 'bits', sflowtool: 'srcSubnetMask' }),
    dst_mask_len: u32({ unit: 'bits', sflowtool: 'dstSubnetMask' }),
  },
)

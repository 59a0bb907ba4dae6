import { address, array, u32 } from '../kit/fields.ts'
import { flowRecord } from '../kit/structures.ts'

export const extendedMpls = flowRecord(
  'extended_mpls',
  {
    enterprise: 0,
    format: 1006,
    spec: 'sflow_version_5.txt',
    sflowtool: 'MPLS',
    notes: 'each u32 = label(20) exp(3) bos(1) ttl(8), listed top of stack first',
  },
  {
    nexthop: address({ sflowtool: 'mpls_nexthop' }),
    in_stack: array(u32(), { sflowtool: 'mpls_input_stack' }),
    out_stack: array(u32(), { sflowtool: 'mpls_output_stack' }),
  },
)

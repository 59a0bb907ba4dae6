import { u32 } from '../kit/fields.ts'
import { flowRecord } from '../kit/structures.ts'

export const extendedDecapsulateEgress = flowRecord(
  'extended_decapsulate_egress',
  {
    enterprise: 0,
    format: 1027,
    spec: 'sflow_tunnels.txt',
    sflowtool: 'out_decap',
    notes: 'offset of inner header within the sampled_header bytes',
  },
  {
    inner_header_offset: u32({ unit: 'bytes', sflowtool: 'out_decap_inner_header_offset' }),
  },
)

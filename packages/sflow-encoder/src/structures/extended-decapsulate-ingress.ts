import { u32 } from '../kit/fields.ts'
import { flowRecord } from '../kit/structures.ts'

export const extendedDecapsulateIngress = flowRecord(
  'extended_decapsulate_ingress',
  {
    enterprise: 0,
    format: 1028,
    spec: 'sflow_tunnels.txt',
    sflowtool: 'in_decap',
    notes: 'offset of inner header within the sampled_header bytes',
  },
  {
    inner_header_offset: u32({ unit: 'bytes', sflowtool: 'in_decap_inner_header_offset' }),
  },
)

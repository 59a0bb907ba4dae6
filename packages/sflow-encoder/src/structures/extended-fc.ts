import { u32 } from '../kit/fields.ts'
import { flowRecord } from '../kit/structures.ts'

export const extendedFc = flowRecord(
  'extended_fc',
  {
    enterprise: 0,
    format: 1018,
    spec: 'sflow discussion (Fibre Channel, RFC 4625)',
    status: 'draft',
    sflowtool: false,
  },
  {
    src_mask_len: u32({ unit: 'bits' }),
    dst_mask_len: u32({ unit: 'bits' }),
    next_hop: u32({ kind: 'identifier', note: '24 bit FC address, top byte 0' }),
    metric: u32({ kind: 'bitmap', note: 'bit31 route type, next 7 bits protocol, low 24 bits metric' }),
  },
)

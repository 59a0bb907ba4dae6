import { u32 } from '../kit/fields.ts'
import { flowRecord } from '../kit/structures.ts'

export const extendedTransit = flowRecord(
  'extended_transit',
  { enterprise: 0, format: 1039, spec: 'sflow_transit.txt', sflowtool: 'transit_delay' },
  {
    delay: u32({ unit: 'ns', sflowtool: 'transit_delay_nS', note: '0xffffffff means >= 0xffffffff ns' }),
  },
)

import { u32 } from '../kit/fields.ts'
import { flowRecord } from '../kit/structures.ts'

export const extendedQueue = flowRecord(
  'extended_queue',
  {
    enterprise: 0,
    format: 1040,
    spec: 'sflow_transit.txt',
    sflowtool: 'queue_depth',
    notes: 'must be accompanied by 1036',
  },
  {
    depth: u32({ unit: 'bytes', sflowtool: 'queue_depth_bytes' }),
  },
)

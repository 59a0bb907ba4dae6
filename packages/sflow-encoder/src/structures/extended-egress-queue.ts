import { u32 } from '../kit/fields.ts'
import { flowRecord } from '../kit/structures.ts'

export const extendedEgressQueue = flowRecord(
  'extended_egress_queue',
  {
    enterprise: 0,
    format: 1036,
    spec: 'sflow_drops.txt / sflow_transit.txt',
    sflowtool: 'egress_queue',
    notes: 'output port must be in enclosing structure',
  },
  {
    queue: u32({ kind: 'identifier', sflowtool: 'egress_queue_id' }),
  },
)

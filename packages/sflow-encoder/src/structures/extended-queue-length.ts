import { u32 } from '../kit/fields.ts'
import { flowRecord } from '../kit/structures.ts'

export const extendedQueueLength = flowRecord(
  'extended_queue_length',
  {
    enterprise: 0,
    format: 1019,
    spec: 'sflow discussion (queue length)',
    status: 'draft',
    sflowtool: false,
    notes: 'requires counter 1003 queue_length for same port',
  },
  {
    queueIndex: u32({ kind: 'identifier' }),
    queueLength: u32({ unit: 'segments' }),
  },
)

import { u32 } from '../kit/fields.ts'
import { counterRecord } from '../kit/structures.ts'

export const queueLength = counterRecord(
  'queue_length',
  { enterprise: 0, format: 1003, spec: 'sflow discussion', status: 'draft', sflowtool: false },
  {
    queueIndex: u32({ kind: 'identifier' }),
    segmentSize: u32({ unit: 'bytes' }),
    queueSegments: u32({ unit: 'segments' }),
    queueLength0: u32({ unit: 'packets', kind: 'counter' }),
    queueLength1: u32({ unit: 'packets', kind: 'counter' }),
    queueLength2: u32({ unit: 'packets', kind: 'counter' }),
    queueLength4: u32({ unit: 'packets', kind: 'counter' }),
    queueLength8: u32({ unit: 'packets', kind: 'counter' }),
    queueLength32: u32({ unit: 'packets', kind: 'counter' }),
    queueLength128: u32({ unit: 'packets', kind: 'counter' }),
    queueLength1024: u32({ unit: 'packets', kind: 'counter' }),
    queueLengthMore: u32({ unit: 'packets', kind: 'counter' }),
    dropped: u32({ unit: 'packets', kind: 'counter' }),
  },
)

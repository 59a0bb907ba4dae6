import { u32 } from '../kit/fields.ts'
import { counterRecord } from '../kit/structures.ts'

export const slowPathCounts = counterRecord(
  'slow_path_counts',
  {
    enterprise: 0,
    format: 8,
    spec: 'sflow mailing list (thread 4JM1_Mmoz7w)',
    status: 'draft',
    sflowtool: false,
  },
  {
    unknown: u32({ unit: 'packets', kind: 'counter' }),
    other: u32({ unit: 'packets', kind: 'counter' }),
    cam_miss: u32({ unit: 'packets', kind: 'counter' }),
    cam_full: u32({ unit: 'packets', kind: 'counter' }),
    no_hw_support: u32({ unit: 'packets', kind: 'counter' }),
    cntrl: u32({ unit: 'packets', kind: 'counter' }),
  },
)

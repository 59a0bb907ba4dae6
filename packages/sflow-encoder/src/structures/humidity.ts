import { i32 } from '../kit/fields.ts'
import { counterRecord } from '../kit/structures.ts'

export const humidity = counterRecord(
  'humidity',
  {
    enterprise: 0,
    format: 3002,
    spec: 'sflow mailing list (thread gN3nxSi2SBs)',
    status: 'draft',
    sflowtool: false,
  },
  {
    relative: i32({ unit: 'percent' }),
  },
)

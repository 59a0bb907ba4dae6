import { u32 } from '../kit/fields.ts'
import { counterRecord } from '../kit/structures.ts'

export const fans = counterRecord(
  'fans',
  {
    enterprise: 0,
    format: 3003,
    spec: 'sflow mailing list (thread gN3nxSi2SBs)',
    status: 'draft',
    sflowtool: false,
  },
  {
    total: u32(),
    failed: u32(),
    speed: u32({ unit: 'percent' }),
  },
)

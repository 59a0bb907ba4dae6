import { i32, u32 } from '../kit/fields.ts'
import { counterRecord } from '../kit/structures.ts'

export const temperature = counterRecord(
  'temperature',
  {
    enterprise: 0,
    format: 3001,
    spec: 'sflow mailing list (thread gN3nxSi2SBs)',
    status: 'draft',
    sflowtool: false,
  },
  {
    minimum: i32({ unit: 'tenths_degC' }),
    maximum: i32({ unit: 'tenths_degC' }),
    errors: u32({ kind: 'counter' }),
  },
)

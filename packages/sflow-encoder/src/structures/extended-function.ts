import { string } from '../kit/fields.ts'
import { flowRecord } from '../kit/structures.ts'

export const extendedFunction = flowRecord(
  'extended_function',
  {
    enterprise: 0,
    format: 1038,
    spec: 'sflow_drops.txt',
    sflowtool: 'function',
    notes: 'hsflowd/sflowtool cap 64 (sflowtool prints <= 63 chars)',
  },
  {
    symbol: string(),
  },
)

import { u64 } from '../kit/fields.ts'
import { flowRecord } from '../kit/structures.ts'

export const extendedTimestamp = flowRecord(
  'extended_timestamp',
  {
    enterprise: 0,
    format: 1043,
    spec: 'hsflowd sflow.h',
    status: 'implementation (hsflowd/sflowtool)',
    sflowtool: 'timestamp',
  },
  {
    nanoseconds: u64({ unit: 'ns', sflowtool: 'timestamp_nS', note: 'nanoseconds since Unix epoch' }),
  },
)

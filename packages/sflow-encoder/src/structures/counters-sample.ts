import { compactDataSource, records, u32 } from '../kit/fields.ts'
import { sample } from '../kit/structures.ts'

export const countersSample = sample(
  'counters_sample',
  {
    enterprise: 0,
    format: 2,
    spec: 'sflow_version_5.txt',
    sflowtool: 'COUNTERSSAMPLE',
    notes: 'Sequence must be reset when any of the counters is reset.',
  },
  {
    sequence_number: u32({ kind: 'counter', unknown: 0, sflowtool: 'sampleSequenceNo' }),
    source_id: compactDataSource({ sflowtool: 'sourceId' }),
    records: records('counter'),
  },
)

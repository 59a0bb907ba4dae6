import { dataSource, records, u32 } from '../kit/fields.ts'
import { sample } from '../kit/structures.ts'

export const countersSampleExpanded = sample(
  'counters_sample_expanded',
  { enterprise: 0, format: 4, spec: 'sflow_version_5.txt', sflowtool: 'COUNTERSSAMPLE' },
  {
    sequence_number: u32({ kind: 'counter', unknown: 0, sflowtool: 'sampleSequenceNo' }),
    source_id: dataSource({ sflowtool: 'sourceId' }),
    records: records('counter'),
  },
)

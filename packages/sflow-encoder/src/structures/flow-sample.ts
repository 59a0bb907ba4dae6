import { compactDataSource, compactInterface, records, u32 } from '../kit/fields.ts'
import { sample } from '../kit/structures.ts'

export const flowSample = sample(
  'flow_sample',
  {
    enterprise: 0,
    format: 1,
    spec: 'sflow_version_5.txt',
    sflowtool: 'FLOWSAMPLE',
    notes: 'Use only when every ifIndex < 2^24 (compact). Sequence number per data source.',
  },
  {
    sequence_number: u32({ kind: 'counter', unknown: 0, sflowtool: 'sampleSequenceNo' }),
    source_id: compactDataSource({ sflowtool: 'sourceId' }),
    sampling_rate: u32({ unit: 'packets', sflowtool: 'meanSkipCount' }),
    sample_pool: u32({ unit: 'packets', kind: 'counter', unknown: 0, sflowtool: 'samplePool' }),
    drops: u32({
      unit: 'events',
      kind: 'counter',
      unknown: 0,
      sflowtool: 'dropEvents',
      note: '0 when agent cannot detect drops',
    }),
    input: compactInterface({ sflowtool: 'inputPort' }),
    output: compactInterface({ sflowtool: 'outputPort' }),
    records: records('flow'),
  },
)

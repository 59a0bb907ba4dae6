import { dataSource, iface, records, u32 } from '../kit/fields.ts'
import { sample } from '../kit/structures.ts'

// spec errata ask for 0xFFFFFFFF as internal interface value in expanded form; hsflowd and OVS-style code keep 0x3FFFFFFF (SFL_INTERNAL_INTERFACE). Accept both.
export const flowSampleExpanded = sample(
  'flow_sample_expanded',
  { enterprise: 0, format: 3, spec: 'sflow_version_5.txt', sflowtool: 'FLOWSAMPLE' },
  {
    sequence_number: u32({ kind: 'counter', unknown: 0, sflowtool: 'sampleSequenceNo' }),
    source_id: dataSource({ sflowtool: 'sourceId' }),
    sampling_rate: u32({ unit: 'packets', sflowtool: 'meanSkipCount' }),
    sample_pool: u32({ unit: 'packets', kind: 'counter', unknown: 0, sflowtool: 'samplePool' }),
    drops: u32({ unit: 'events', kind: 'counter', unknown: 0, sflowtool: 'dropEvents' }),
    input: iface({ sflowtool: 'inputPort' }),
    output: iface({ sflowtool: 'outputPort' }),
    records: records('flow'),
  },
)

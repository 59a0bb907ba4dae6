import { array, choice, enumeration, f32, f64, string, struct, u32, u64 } from '../kit/fields.ts'
import { sample } from '../kit/structures.ts'

export const rtmetric = sample(
  'rtmetric',
  {
    enterprise: 4300,
    format: 1002,
    spec: 'blog.sflow.com / hsflowd mod_json',
    status: 'vendor(InMon)',
    sflowtool: 'RTMETRIC',
    notes: 'No sequence number and no data source id. sflowtool prints rtmetric_<type>_<name> value.',
  },
  {
    datasource_name: string(64, { sflowtool: 'rtmetric_datasource_name' }),
    metrics: array(
      struct('rtmetric', {
        name: string(64),
        type: enumeration('rtmetric_type'),
        value: choice('type', { 0: string(), 1: u32(), 2: u64(), 3: u32(), 4: u64(), 5: f32(), 6: f64() }),
      }),
    ),
  },
)

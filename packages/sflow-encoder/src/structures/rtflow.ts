import {
  array,
  choice,
  enumeration,
  f32,
  f64,
  ip4,
  ip6,
  mac,
  string,
  struct,
  u32,
  u64,
} from '../kit/fields.ts'
import { sample } from '../kit/structures.ts'

export const rtflow = sample(
  'rtflow',
  {
    enterprise: 4300,
    format: 1003,
    spec: 'blog.sflow.com / hsflowd mod_json',
    status: 'vendor(InMon)',
    sflowtool: 'RTFLOW',
  },
  {
    datasource_name: string(64, { sflowtool: 'rtflow_datasource_name' }),
    sampling_rate: u32({ sflowtool: 'rtflow_sampling_rate' }),
    sample_pool: u32({
      kind: 'counter',
      unknown: 0,
      sflowtool: 'rtflow_sample_pool',
      note: 'hsflowd always sends 0 (reserved)',
    }),
    fields: array(
      struct('rtflow_field', {
        name: string(64),
        type: enumeration('rtflow_type'),
        value: choice('type', {
          0: string(),
          1: mac(),
          2: ip4(),
          3: ip6(),
          4: u32(),
          5: u64(),
          6: f32(),
          7: f64(),
        }),
      }),
    ),
  },
)

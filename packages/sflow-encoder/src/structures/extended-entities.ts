import { u32 } from '../kit/fields.ts'
import { flowRecord } from '../kit/structures.ts'

export const extendedEntities = flowRecord(
  'extended_entities',
  {
    enterprise: 0,
    format: 2210,
    spec: 'blog.sflow.com 2018-10 / hsflowd sflow.h',
    sflowtool: 'entities',
    notes: 'two expanded data sources; all zero = unknown',
  },
  {
    src_ds_class: u32({ kind: 'identifier', sflowtool: 'entities_src_class' }),
    src_ds_index: u32({ kind: 'identifier', sflowtool: 'entities_src_index' }),
    dst_ds_class: u32({ kind: 'identifier', sflowtool: 'entities_dst_class' }),
    dst_ds_index: u32({ kind: 'identifier', sflowtool: 'entities_dst_index' }),
  },
)

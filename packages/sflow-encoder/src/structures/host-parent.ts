import { u32 } from '../kit/fields.ts'
import { counterRecord } from '../kit/structures.ts'

export const hostParent = counterRecord(
  'host_parent',
  {
    enterprise: 0,
    format: 2002,
    spec: 'sflow_host.txt',
    notes:
      'application data sources (class 3) point at class 2 index from hsflowd.auto ds_index (normally 1)',
  },
  {
    container_type: u32({ kind: 'identifier', enumeration: 'ds_class', sflowtool: 'parent_dsClass' }),
    container_index: u32({ kind: 'identifier', sflowtool: 'parent_dsIndex' }),
  },
)

import { opaque, u32 } from '../kit/fields.ts'
import { flowRecord } from '../kit/structures.ts'

export const extendedNfsStorageTransaction = flowRecord(
  'extended_nfs_storage_transaction',
  {
    enterprise: 0,
    format: 2001,
    spec: 'sflow discussion (application transactions, superseded by 22xx)',
    status: 'draft/obsolete',
    sflowtool: false,
  },
  {
    path: opaque(),
    operation: u32({ kind: 'enum' }),
    status: u32({ kind: 'enum' }),
  },
)

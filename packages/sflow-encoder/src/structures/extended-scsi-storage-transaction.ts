import { u32 } from '../kit/fields.ts'
import { flowRecord } from '../kit/structures.ts'

export const extendedScsiStorageTransaction = flowRecord(
  'extended_scsi_storage_transaction',
  {
    enterprise: 0,
    format: 2002,
    spec: 'sflow discussion (application transactions, superseded by 22xx)',
    status: 'draft/obsolete',
    sflowtool: false,
  },
  {
    lun: u32({ kind: 'identifier' }),
    operation: u32({ kind: 'enum', unknown: -1, note: 'maxint = unknown operation' }),
    status: u32({ kind: 'enum' }),
  },
)

import { string, u32 } from '../kit/fields.ts'
import { flowRecord } from '../kit/structures.ts'

export const extendedMplsFTN = flowRecord(
  'extended_mpls_FTN',
  { enterprise: 0, format: 1010, spec: 'sflow_version_5.txt' },
  {
    mplsFTNDescr: string(undefined, { sflowtool: 'mpls_ftn_descr' }),
    mplsFTNMask: u32({ kind: 'identifier', sflowtool: 'mpls_ftn_mask' }),
  },
)

import { string } from '../kit/fields.ts'
import { flowRecord } from '../kit/structures.ts'

export const extendedLinuxDropReason = flowRecord(
  'extended_linux_drop_reason',
  {
    enterprise: 0,
    format: 1042,
    spec: 'hsflowd sflow.h',
    sflowtool: 'linux_reason',
    notes: 'kernel drop reason text; cap 64 in tools',
  },
  {
    reason: string(undefined, { sflowtool: 'linux_drop_reason' }),
  },
)

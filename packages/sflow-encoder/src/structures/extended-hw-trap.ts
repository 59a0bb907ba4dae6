import { string } from '../kit/fields.ts'
import { flowRecord } from '../kit/structures.ts'

export const extendedHwTrap = flowRecord(
  'extended_hw_trap',
  {
    enterprise: 0,
    format: 1041,
    spec: 'sflow_drops.txt (registry)/hsflowd sflow.h',
    sflowtool: 'hw_trap',
    notes: 'devlink trap group and name; cap 64 in tools',
  },
  {
    group: string(undefined, { sflowtool: 'hw_trap_group' }),
    trap: string(undefined, { sflowtool: 'hw_trap_name' }),
  },
)

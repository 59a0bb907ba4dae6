import { u32 } from '../kit/fields.ts'
import { flowRecord } from '../kit/structures.ts'

export const extendedSwitch = flowRecord(
  'extended_switch',
  { enterprise: 0, format: 1001, spec: 'sflow_version_5.txt', sflowtool: 'SWITCH' },
  {
    src_vlan: u32({
      kind: 'identifier',
      unknown: -1,
      sflowtool: 'in_vlan',
      note: '0 means untagged/no VLAN',
    }),
    src_priority: u32({ kind: 'identifier', unknown: -1, sflowtool: 'in_priority' }),
    dst_vlan: u32({ kind: 'identifier', unknown: -1, sflowtool: 'out_vlan' }),
    dst_priority: u32({ kind: 'identifier', unknown: -1, sflowtool: 'out_priority' }),
  },
)

import { string } from '../kit/fields.ts'
import { counterRecord } from '../kit/structures.ts'

export const portName = counterRecord(
  'port_name',
  {
    enterprise: 0,
    format: 1005,
    spec: 'sflow_openflow.txt',
    notes: 'spec string<>; 255 cap in tools. Accompanies if_counters.',
  },
  {
    name: string(255, { sflowtool: 'ifName' }),
  },
)

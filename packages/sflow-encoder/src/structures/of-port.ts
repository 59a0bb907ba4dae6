import { u32, u64 } from '../kit/fields.ts'
import { counterRecord } from '../kit/structures.ts'

export const ofPort = counterRecord(
  'of_port',
  {
    enterprise: 0,
    format: 1004,
    spec: 'sflow_openflow.txt',
    notes: 'sflowtool prints datapath_id in hexadecimal',
  },
  {
    datapath_id: u64({ kind: 'identifier', sflowtool: 'openflow_datapath_id' }),
    port_no: u32({ kind: 'identifier', sflowtool: 'openflow_port' }),
  },
)

import { u32, u64 } from '../kit/fields.ts'
import { flowRecord } from '../kit/structures.ts'

export const extendedOpenflowV1 = flowRecord(
  'extended_openflow_v1',
  {
    enterprise: 0,
    format: 1017,
    spec: 'draft-sflow-openflow.txt',
    status: 'deprecated',
    sflowtool: false,
    notes:
      'final sflow_openflow.txt dropped this record and defines only counter 1004 of_port and 1005 port_name',
  },
  {
    flow_cookie: u64({ kind: 'identifier' }),
    flow_match: u32({ kind: 'bitmap' }),
    flow_actions: u32({ kind: 'bitmap' }),
  },
)

import { u32 } from '../kit/fields.ts'
import { flowRecord } from '../kit/structures.ts'

export const extendedNatPort = flowRecord(
  'extended_nat_port',
  { enterprise: 0, format: 1020, spec: 'sflow_pnat.txt', sflowtool: 'NAT PORT' },
  {
    src_port: u32({ kind: 'identifier', sflowtool: 'nat_src_port' }),
    dst_port: u32({ kind: 'identifier', sflowtool: 'nat_dst_port' }),
  },
)

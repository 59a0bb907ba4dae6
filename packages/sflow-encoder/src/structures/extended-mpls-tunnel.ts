import { string, u32 } from '../kit/fields.ts'
import { flowRecord } from '../kit/structures.ts'

export const extendedMplsTunnel = flowRecord(
  'extended_mpls_tunnel',
  { enterprise: 0, format: 1008, spec: 'sflow_version_5.txt' },
  {
    tunnel_lsp_name: string(undefined, { sflowtool: 'mpls_tunnel_lsp_name' }),
    tunnel_id: u32({ kind: 'identifier', sflowtool: 'mpls_tunnel_id' }),
    tunnel_cos: u32({ sflowtool: 'mpls_tunnel_cos' }),
  },
)

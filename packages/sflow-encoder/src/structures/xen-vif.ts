import { ip4, u32 } from '../kit/fields.ts'
import { counterRecord } from '../kit/structures.ts'

export const xenVif = counterRecord(
  'xen_vif',
  {
    enterprise: 4300,
    format: 2,
    spec: 'undocumented (flowparser-sflow reading of Citrix XenServer traffic)',
    status: 'undocumented',
    sflowtool: false,
    notes:
      "20 bytes; field meaning is one project's inference, not a published spec; keep decode optional, never emit",
  },
  {
    vif_index: u32({ kind: 'identifier' }),
    vm_address: ip4(),
    domain_id: u32({ kind: 'identifier' }),
    network_index: u32({ kind: 'identifier' }),
    flags: u32({ kind: 'bitmap' }),
  },
)

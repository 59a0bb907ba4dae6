import { array, mac, struct, u32 } from '../kit/fields.ts'
import { counterRecord } from '../kit/structures.ts'

export const hostAdapters = counterRecord(
  'host_adapters',
  { enterprise: 0, format: 2001, spec: 'sflow_host.txt' },
  {
    adapters: array(
      struct('adapter', {
        ifIndex: u32({ kind: 'identifier', note: 'ifIndex of adapter, 0 = unknown' }),
        mac_address: array(mac(), { note: 'zero or more MACs' }),
      }),
      { sflowtool: 'adaptor_N_ifIndex, adaptor_N_MACs, adaptor_N_MAC_M' },
    ),
  },
)

import { u32 } from '../kit/fields.ts'
import { flowRecord } from '../kit/structures.ts'

export const extendedMplsLDPFEC = flowRecord(
  'extended_mpls_LDP_FEC',
  { enterprise: 0, format: 1011, spec: 'sflow_version_5.txt' },
  {
    mplsFecAddrPrefixLength: u32({ unit: 'bits', sflowtool: 'mpls_fec_addr_prefix_len' }),
  },
)

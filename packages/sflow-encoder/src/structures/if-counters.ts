import { enumeration, u32, u64 } from '../kit/fields.ts'
import { counterRecord } from '../kit/structures.ts'

export const ifCounters = counterRecord(
  'if_counters',
  {
    enterprise: 0,
    format: 1,
    spec: 'sflow_version_5.txt',
    notes: 'ifDirection: 0 unknown. spec field list has enum 1=full 2=half 3=in 4=out. 88 bytes.',
  },
  {
    ifIndex: u32({ kind: 'identifier' }),
    ifType: u32({ kind: 'enum', sflowtool: 'networkType', note: 'IANAifType (6 ethernetCsmacd)' }),
    ifSpeed: u64({ unit: 'bits/s' }),
    ifDirection: enumeration('if_direction'),
    ifStatus: u32({ kind: 'bitmap', enumeration: 'if_status_bits' }),
    ifInOctets: u64({ unit: 'bytes', kind: 'counter' }),
    ifInUcastPkts: u32({ unit: 'packets', kind: 'counter' }),
    ifInMulticastPkts: u32({ unit: 'packets', kind: 'counter' }),
    ifInBroadcastPkts: u32({ unit: 'packets', kind: 'counter' }),
    ifInDiscards: u32({ unit: 'packets', kind: 'counter' }),
    ifInErrors: u32({ unit: 'packets', kind: 'counter' }),
    ifInUnknownProtos: u32({ unit: 'packets', kind: 'counter' }),
    ifOutOctets: u64({ unit: 'bytes', kind: 'counter' }),
    ifOutUcastPkts: u32({ unit: 'packets', kind: 'counter' }),
    ifOutMulticastPkts: u32({ unit: 'packets', kind: 'counter' }),
    ifOutBroadcastPkts: u32({ unit: 'packets', kind: 'counter' }),
    ifOutDiscards: u32({ unit: 'packets', kind: 'counter' }),
    ifOutErrors: u32({ unit: 'packets', kind: 'counter' }),
    ifPromiscuousMode: u32({ kind: 'enum', enumeration: 'truth_value' }),
  },
)

import { u32 } from '../kit/fields.ts'
import { counterRecord } from '../kit/structures.ts'

export const ethernetCounters = counterRecord(
  'ethernet_counters',
  { enterprise: 0, format: 2, spec: 'sflow_version_5.txt' },
  {
    dot3StatsAlignmentErrors: u32({ kind: 'counter' }),
    dot3StatsFCSErrors: u32({ kind: 'counter' }),
    dot3StatsSingleCollisionFrames: u32({ kind: 'counter' }),
    dot3StatsMultipleCollisionFrames: u32({ kind: 'counter' }),
    dot3StatsSQETestErrors: u32({ kind: 'counter' }),
    dot3StatsDeferredTransmissions: u32({ kind: 'counter' }),
    dot3StatsLateCollisions: u32({ kind: 'counter' }),
    dot3StatsExcessiveCollisions: u32({ kind: 'counter' }),
    dot3StatsInternalMacTransmitErrors: u32({ kind: 'counter' }),
    dot3StatsCarrierSenseErrors: u32({ kind: 'counter' }),
    dot3StatsFrameTooLongs: u32({ kind: 'counter' }),
    dot3StatsInternalMacReceiveErrors: u32({ kind: 'counter' }),
    dot3StatsSymbolErrors: u32({ kind: 'counter' }),
  },
)

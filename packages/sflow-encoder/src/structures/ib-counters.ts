import { u32, u64 } from '../kit/fields.ts'
import { counterRecord } from '../kit/structures.ts'

export const ibCounters = counterRecord(
  'ib_counters',
  { enterprise: 0, format: 9, spec: 'draft_sflow_infiniband_2.txt', status: 'draft', sflowtool: false },
  {
    PortXmitPkts: u64({ unit: 'packets', kind: 'counter' }),
    PortRcvPkts: u64({ unit: 'packets', kind: 'counter' }),
    SymbolErrorCounter: u32({ kind: 'counter' }),
    LinkErrorRecoveryCounter: u32({ kind: 'counter' }),
    LinkDownedCounter: u32({ kind: 'counter' }),
    PortRcvErrors: u32({ kind: 'counter' }),
    PortRcvRemotePhysicalErrors: u32({ kind: 'counter' }),
    PortRcvSwitchRelayErrors: u32({ kind: 'counter' }),
    PortXmitDiscards: u32({ kind: 'counter' }),
    PortXmitConstraintErrors: u32({ kind: 'counter' }),
    PortRcvConstraintErrors: u32({ kind: 'counter' }),
    LocalLinkIntegrityErrors: u32({ kind: 'counter' }),
    ExcessiveBufferOverrunErrors: u32({ kind: 'counter' }),
    VL15Dropped: u32({ kind: 'counter' }),
  },
)

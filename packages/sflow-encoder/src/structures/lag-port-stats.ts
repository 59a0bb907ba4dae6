import { fixedOpaque, mac, u32 } from '../kit/fields.ts'
import { counterRecord } from '../kit/structures.ts'

// dot3adAggPortState: spec = 4 bytes in order. Current hsflowd encoder byte-swaps the union on little-endian hosts, so the four bytes arrive reversed. sflowtool prints wire order.
export const lagPortStats = counterRecord(
  'lag_port_stats',
  { enterprise: 0, format: 7, spec: 'sflow_lag.txt' },
  {
    dot3adAggPortActorSystemID: mac({ sflowtool: 'actorSystemID' }),
    dot3adAggPortPartnerOperSystemID: mac({ sflowtool: 'partnerSystemID' }),
    dot3adAggPortAttachedAggID: u32({ kind: 'identifier', sflowtool: 'attachedAggID' }),
    dot3adAggPortState: fixedOpaque(4, {
      sflowtool: 'actorAdminPortState,actorOperPortState,partnerAdminPortState,partnerOperPortState',
      note: 'byte0 actorAdmin, byte1 actorOper, byte2 partnerAdmin, byte3 partnerOper',
    }),
    dot3adAggPortStatsLACPDUsRx: u32({ kind: 'counter', sflowtool: 'LACPDUsRx' }),
    dot3adAggPortStatsMarkerPDUsRx: u32({ kind: 'counter', sflowtool: 'markerPDUsRx' }),
    dot3adAggPortStatsMarkerResponsePDUsRx: u32({ kind: 'counter', sflowtool: 'markerResponsePDUsRx' }),
    dot3adAggPortStatsUnknownRx: u32({ kind: 'counter', sflowtool: 'unknownRx' }),
    dot3adAggPortStatsIllegalRx: u32({ kind: 'counter', sflowtool: 'illegalRx' }),
    dot3adAggPortStatsLACPDUsTx: u32({ kind: 'counter', sflowtool: 'LACPDUsTx' }),
    dot3adAggPortStatsMarkerPDUsTx: u32({ kind: 'counter', sflowtool: 'markerPDUsTx' }),
    dot3adAggPortStatsMarkerResponsePDUsTx: u32({ kind: 'counter', sflowtool: 'markerResponsePDUsTx' }),
  },
)

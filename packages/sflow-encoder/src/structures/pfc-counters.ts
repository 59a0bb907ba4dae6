import { u32 } from '../kit/fields.ts'
import { counterRecord } from '../kit/structures.ts'

export const pfcCounters = counterRecord(
  'pfc_counters',
  {
    enterprise: 0,
    format: 11,
    spec: 'draft_sflow_pfc.txt (2026)',
    status: 'draft',
    notes: 'must accompany if_counters',
  },
  {
    requests: u32({ kind: 'counter', sflowtool: 'PFC_requests' }),
    indications: u32({ kind: 'counter', sflowtool: 'PFC_indications' }),
    pause_duration: u32({ unit: 'us', kind: 'counter', sflowtool: 'PFC_pause_duration' }),
    storm_detected: u32({ kind: 'counter', sflowtool: 'PFC_storm_detected' }),
    storm_restored: u32({ kind: 'counter', sflowtool: 'PFC_storm_restored' }),
  },
)

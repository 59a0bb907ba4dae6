import { u32 } from '../kit/fields.ts'
import { counterRecord } from '../kit/structures.ts'

export const tokenringCounters = counterRecord(
  'tokenring_counters',
  { enterprise: 0, format: 3, spec: 'sflow_version_5.txt' },
  {
    dot5StatsLineErrors: u32({ kind: 'counter' }),
    dot5StatsBurstErrors: u32({ kind: 'counter' }),
    dot5StatsACErrors: u32({ kind: 'counter' }),
    dot5StatsAbortTransErrors: u32({ kind: 'counter' }),
    dot5StatsInternalErrors: u32({ kind: 'counter' }),
    dot5StatsLostFrameErrors: u32({ kind: 'counter' }),
    dot5StatsReceiveCongestions: u32({ kind: 'counter' }),
    dot5StatsFrameCopiedErrors: u32({ kind: 'counter' }),
    dot5StatsTokenErrors: u32({ kind: 'counter' }),
    dot5StatsSoftErrors: u32({ kind: 'counter' }),
    dot5StatsHardErrors: u32({ kind: 'counter' }),
    dot5StatsSignalLoss: u32({ kind: 'counter' }),
    dot5StatsTransmitBeacons: u32({ kind: 'counter' }),
    dot5StatsRecoverys: u32({ kind: 'counter' }),
    dot5StatsLobeWires: u32({ kind: 'counter' }),
    dot5StatsRemoves: u32({ kind: 'counter' }),
    dot5StatsSingles: u32({ kind: 'counter' }),
    dot5StatsFreqErrors: u32({ kind: 'counter' }),
  },
)

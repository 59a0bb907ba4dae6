import { u32 } from '../kit/fields.ts'
import { counterRecord } from '../kit/structures.ts'

export const ieee80211Counters = counterRecord(
  'ieee80211_counters',
  { enterprise: 0, format: 6, spec: 'sflow_80211.txt' },
  {
    dot11TransmittedFragmentCount: u32({ kind: 'counter' }),
    dot11MulticastTransmittedFrameCount: u32({ kind: 'counter' }),
    dot11FailedCount: u32({ kind: 'counter' }),
    dot11RetryCount: u32({ kind: 'counter' }),
    dot11MultipleRetryCount: u32({ kind: 'counter' }),
    dot11FrameDuplicateCount: u32({ kind: 'counter' }),
    dot11RTSSuccessCount: u32({ kind: 'counter' }),
    dot11RTSFailureCount: u32({ kind: 'counter' }),
    dot11ACKFailureCount: u32({ kind: 'counter' }),
    dot11ReceivedFragmentCount: u32({ kind: 'counter' }),
    dot11MulticastReceivedFrameCount: u32({ kind: 'counter' }),
    dot11FCSErrorCount: u32({ kind: 'counter' }),
    dot11TransmittedFrameCount: u32({ kind: 'counter' }),
    dot11WEPUndecryptableCount: u32({ kind: 'counter' }),
    dot11QoSDiscardedFragmentCount: u32({ kind: 'counter' }),
    dot11AssociatedStationCount: u32(),
    dot11QoSCFPollsReceivedCount: u32({ kind: 'counter' }),
    dot11QoSCFPollsUnusedCount: u32({ kind: 'counter' }),
    dot11QoSCFPollsUnusableCount: u32({ kind: 'counter' }),
    dot11QoSCFPollsLostCount: u32({ kind: 'counter' }),
  },
)

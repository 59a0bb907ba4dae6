import { u32, u64 } from '../kit/fields.ts'
import { counterRecord } from '../kit/structures.ts'

export const vgCounters = counterRecord(
  'vg_counters',
  { enterprise: 0, format: 4, spec: 'sflow_version_5.txt' },
  {
    dot12InHighPriorityFrames: u32({ kind: 'counter' }),
    dot12InHighPriorityOctets: u64({ kind: 'counter' }),
    dot12InNormPriorityFrames: u32({ kind: 'counter' }),
    dot12InNormPriorityOctets: u64({ kind: 'counter' }),
    dot12InIPMErrors: u32({ kind: 'counter' }),
    dot12InOversizeFrameErrors: u32({ kind: 'counter' }),
    dot12InDataErrors: u32({ kind: 'counter' }),
    dot12InNullAddressedFrames: u32({ kind: 'counter' }),
    dot12OutHighPriorityFrames: u32({ kind: 'counter' }),
    dot12OutHighPriorityOctets: u64({ kind: 'counter' }),
    dot12TransitionIntoTrainings: u32({ kind: 'counter' }),
    dot12HCInHighPriorityOctets: u64({ kind: 'counter' }),
    dot12HCInNormPriorityOctets: u64({ kind: 'counter' }),
    dot12HCOutHighPriorityOctets: u64({ kind: 'counter' }),
  },
)

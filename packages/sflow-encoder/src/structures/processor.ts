import { pct, u64 } from '../kit/fields.ts'
import { counterRecord } from '../kit/structures.ts'

export const processor = counterRecord(
  'processor',
  { enterprise: 0, format: 1001, spec: 'sflow_version_5.txt' },
  {
    '5s_cpu': pct(),
    '1m_cpu': pct(),
    '5m_cpu': pct(),
    total_memory: u64({ unit: 'bytes', sflowtool: 'total_memory_bytes' }),
    free_memory: u64({ unit: 'bytes', sflowtool: 'free_memory_bytes' }),
  },
)

import { u64 } from '../kit/fields.ts'
import { counterRecord } from '../kit/structures.ts'

export const virtMemory = counterRecord(
  'virt_memory',
  { enterprise: 0, format: 2102, spec: 'sflow_host.txt' },
  {
    memory: u64({ unit: 'bytes', sflowtool: 'vmem_memory' }),
    maxMemory: u64({ unit: 'bytes', sflowtool: 'vmem_maxMemory' }),
  },
)

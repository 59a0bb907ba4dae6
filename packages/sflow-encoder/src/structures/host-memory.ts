import { u32, u64 } from '../kit/fields.ts'
import { counterRecord } from '../kit/structures.ts'

export const hostMemory = counterRecord(
  'host_memory',
  { enterprise: 0, format: 2004, spec: 'sflow_host.txt' },
  {
    mem_total: u64({ unit: 'bytes' }),
    mem_free: u64({ unit: 'bytes' }),
    mem_shared: u64({ unit: 'bytes' }),
    mem_buffers: u64({ unit: 'bytes' }),
    mem_cached: u64({ unit: 'bytes' }),
    swap_total: u64({ unit: 'bytes' }),
    swap_free: u64({ unit: 'bytes' }),
    page_in: u32({ kind: 'counter' }),
    page_out: u32({ kind: 'counter' }),
    swap_in: u32({ kind: 'counter' }),
    swap_out: u32({ kind: 'counter' }),
  },
)

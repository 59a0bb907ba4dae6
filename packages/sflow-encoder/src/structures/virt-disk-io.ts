import { u32, u64 } from '../kit/fields.ts'
import { counterRecord } from '../kit/structures.ts'

// third field: original text "available" (remaining free bytes); erratum renamed it "physical". hsflowd computes it as available.
export const virtDiskIo = counterRecord(
  'virt_disk_io',
  { enterprise: 0, format: 2103, spec: 'sflow_host.txt' },
  {
    capacity: u64({ unit: 'bytes', sflowtool: 'vdsk_capacity' }),
    allocation: u64({ unit: 'bytes', sflowtool: 'vdsk_allocation' }),
    physical: u64({ unit: 'bytes', sflowtool: 'vdsk_available' }),
    rd_req: u32({ kind: 'counter', sflowtool: 'vdsk_rd_req' }),
    rd_bytes: u64({ unit: 'bytes', kind: 'counter', sflowtool: 'vdsk_rd_bytes' }),
    wr_req: u32({ kind: 'counter', sflowtool: 'vdsk_wr_req' }),
    wr_bytes: u64({ unit: 'bytes', kind: 'counter', sflowtool: 'vdsk_wr_bytes' }),
    errs: u32({ kind: 'counter', sflowtool: 'vdsk_errs' }),
  },
)

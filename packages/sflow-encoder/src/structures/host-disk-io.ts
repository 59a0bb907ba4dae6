import { pct, u32, u64 } from '../kit/fields.ts'
import { counterRecord } from '../kit/structures.ts'

export const hostDiskIo = counterRecord(
  'host_disk_io',
  { enterprise: 0, format: 2005, spec: 'sflow_host.txt' },
  {
    disk_total: u64({ unit: 'bytes' }),
    disk_free: u64({ unit: 'bytes' }),
    part_max_used: pct({ sflowtool: 'disk_partition_max_used' }),
    reads: u32({ kind: 'counter', sflowtool: 'disk_reads' }),
    bytes_read: u64({ unit: 'bytes', kind: 'counter', sflowtool: 'disk_bytes_read' }),
    read_time: u32({ unit: 'ms', kind: 'counter', sflowtool: 'disk_read_time' }),
    writes: u32({ kind: 'counter', sflowtool: 'disk_writes' }),
    bytes_written: u64({ unit: 'bytes', kind: 'counter', sflowtool: 'disk_bytes_written' }),
    write_time: u32({ unit: 'ms', kind: 'counter', sflowtool: 'disk_write_time' }),
  },
)

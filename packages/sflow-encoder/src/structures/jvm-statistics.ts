import { u32, u64 } from '../kit/fields.ts'
import { counterRecord } from '../kit/structures.ts'

export const jvmStatistics = counterRecord(
  'jvm_statistics',
  {
    enterprise: 0,
    format: 2106,
    spec: 'sflow_jvm.txt',
    notes: '108 bytes; sflowtool prints fds only when length > 100',
  },
  {
    heap_initial: u64({ unit: 'bytes', sflowtool: 'heap_mem_initial' }),
    heap_used: u64({ unit: 'bytes', sflowtool: 'heap_mem_used' }),
    heap_committed: u64({ unit: 'bytes', sflowtool: 'heap_mem_committed' }),
    heap_max: u64({ unit: 'bytes', sflowtool: 'heap_mem_max' }),
    non_heap_initial: u64({ unit: 'bytes', sflowtool: 'non_heap_mem_initial' }),
    non_heap_used: u64({ unit: 'bytes', sflowtool: 'non_heap_mem_used' }),
    non_heap_committed: u64({ unit: 'bytes', sflowtool: 'non_heap_mem_committed' }),
    non_heap_max: u64({ unit: 'bytes', sflowtool: 'non_heap_mem_max' }),
    gc_count: u32({ kind: 'counter' }),
    gc_time: u32({ unit: 'ms', kind: 'counter', sflowtool: 'gc_mS' }),
    classes_loaded: u32(),
    classes_total: u32({ kind: 'counter' }),
    classes_unloaded: u32({ kind: 'counter' }),
    compilation_time: u32({ unit: 'ms', kind: 'counter', sflowtool: 'compilation_mS' }),
    thread_num_live: u32({ sflowtool: 'threads_live' }),
    thread_num_daemon: u32({ sflowtool: 'threads_daemon' }),
    thread_num_started: u32({ kind: 'counter', sflowtool: 'threads_started' }),
    fd_open_count: u32({ optional: true, sflowtool: 'fds_open', note: 'absent in 100-byte legacy form' }),
    fd_max_count: u32({ optional: true, sflowtool: 'fds_max' }),
  },
)

import { u32, u64 } from '../kit/fields.ts'
import { counterRecord } from '../kit/structures.ts'

export const appResources = counterRecord(
  'app_resources',
  {
    enterprise: 0,
    format: 2203,
    spec: 'sflow_application.txt',
    notes:
      'gauges: 0 = unknown; hsflowd mod_json sends 0 for missing gauges and all-ones for missing counters',
  },
  {
    user_time: u32({ unit: 'ms', kind: 'counter' }),
    system_time: u32({ unit: 'ms', kind: 'counter' }),
    mem_used: u64({ unit: 'bytes', sflowtool: 'memory_used' }),
    mem_max: u64({ unit: 'bytes', sflowtool: 'memory_max' }),
    fd_open: u32({ sflowtool: 'files_open' }),
    fd_max: u32({ sflowtool: 'files_max' }),
    conn_open: u32({ sflowtool: 'connections_open' }),
    conn_max: u32({ sflowtool: 'connections_max' }),
  },
)

import { u32 } from '../kit/fields.ts'
import { counterRecord } from '../kit/structures.ts'

export const appWorkers = counterRecord(
  'app_workers',
  { enterprise: 0, format: 2206, spec: 'sflow_application.txt' },
  {
    workers_active: u32(),
    workers_idle: u32(),
    workers_max: u32(),
    req_delayed: u32({ kind: 'counter', sflowtool: 'requests_delayed' }),
    req_dropped: u32({ kind: 'counter', sflowtool: 'requests_dropped' }),
  },
)

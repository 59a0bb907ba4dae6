import { u32 } from '../kit/fields.ts'
import { counterRecord } from '../kit/structures.ts'

export const radioUtilization = counterRecord(
  'radio_utilization',
  { enterprise: 0, format: 1002, spec: 'sflow_80211.txt' },
  {
    elapsed_time: u32({ unit: 'ms', kind: 'counter', sflowtool: 'radio_elapsed_time' }),
    on_channel_time: u32({ unit: 'ms', kind: 'counter', sflowtool: 'radio_on_channel_time' }),
    on_channel_busy_time: u32({ unit: 'ms', kind: 'counter', sflowtool: 'radio_on_channel_busy_time' }),
  },
)

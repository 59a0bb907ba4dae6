import { u32 } from '../kit/fields.ts'
import { counterRecord } from '../kit/structures.ts'

export const httpCounters = counterRecord(
  'http_counters',
  {
    enterprise: 0,
    format: 2201,
    spec: 'sflow_http.txt',
    notes: 'sflowtool misprints connect as http_methd_connect_count',
  },
  {
    method_option_count: u32({ kind: 'counter', sflowtool: 'http_method_option_count' }),
    method_get_count: u32({ kind: 'counter', sflowtool: 'http_method_get_count' }),
    method_head_count: u32({ kind: 'counter', sflowtool: 'http_method_head_count' }),
    method_post_count: u32({ kind: 'counter', sflowtool: 'http_method_post_count' }),
    method_put_count: u32({ kind: 'counter', sflowtool: 'http_method_put_count' }),
    method_delete_count: u32({ kind: 'counter', sflowtool: 'http_method_delete_count' }),
    method_trace_count: u32({ kind: 'counter', sflowtool: 'http_method_trace_count' }),
    method_connect_count: u32({ kind: 'counter', sflowtool: 'http_methd_connect_count' }),
    method_other_count: u32({ kind: 'counter', sflowtool: 'http_method_other_count' }),
    status_1XX_count: u32({ kind: 'counter', sflowtool: 'http_status_1XX_count' }),
    status_2XX_count: u32({ kind: 'counter', sflowtool: 'http_status_2XX_count' }),
    status_3XX_count: u32({ kind: 'counter', sflowtool: 'http_status_3XX_count' }),
    status_4XX_count: u32({ kind: 'counter', sflowtool: 'http_status_4XX_count' }),
    status_5XX_count: u32({ kind: 'counter', sflowtool: 'http_status_5XX_count' }),
    status_other_count: u32({ kind: 'counter', sflowtool: 'http_status_other_count' }),
  },
)

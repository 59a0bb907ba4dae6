import { enumeration, string, u32, u64 } from '../kit/fields.ts'
import { flowRecord } from '../kit/structures.ts'

// status_descr: spec <64>, hsflowd truncates to 32, sflowtool shows <= 31 chars; application/operation shown <= 31 chars, attributes <= 254
export const appOperation = flowRecord(
  'app_operation',
  {
    enterprise: 0,
    format: 2202,
    spec: 'sflow_application.txt',
    sflowtool: 'applicationOperation',
    notes: 'first three fields are struct context (utf8strings). sflowtool prints status by name.',
  },
  {
    application: string(32),
    operation: string(32),
    attributes: string(255),
    status_descr: string(64),
    req_bytes: u64({ unit: 'bytes', sflowtool: 'request_bytes' }),
    resp_bytes: u64({ unit: 'bytes', sflowtool: 'response_bytes' }),
    uS: u32({ unit: 'us', sflowtool: 'duration_uS' }),
    status: enumeration('app_status'),
  },
)

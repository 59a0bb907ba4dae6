import { string, u32 } from '../kit/fields.ts'
import { counterRecord } from '../kit/structures.ts'

export const appOperations = counterRecord(
  'app_operations',
  { enterprise: 0, format: 2202, spec: 'sflow_application.txt' },
  {
    application: string(32),
    success: u32({ kind: 'counter', sflowtool: 'status_OK' }),
    other: u32({ kind: 'counter', sflowtool: 'errors_OTHER' }),
    timeout: u32({ kind: 'counter', sflowtool: 'errors_TIMEOUT' }),
    internal_error: u32({ kind: 'counter', sflowtool: 'errors_INTERNAL_ERROR' }),
    bad_request: u32({ kind: 'counter', sflowtool: 'errors_BAD_REQUEST' }),
    forbidden: u32({ kind: 'counter', sflowtool: 'errors_FORBIDDEN' }),
    too_large: u32({ kind: 'counter', sflowtool: 'errors_TOO_LARGE' }),
    not_implemented: u32({ kind: 'counter', sflowtool: 'errors_NOT_IMPLEMENTED' }),
    not_found: u32({ kind: 'counter', sflowtool: 'errors_NOT_FOUND' }),
    unavailable: u32({ kind: 'counter', sflowtool: 'errors_UNAVAILABLE' }),
    unauthorized: u32({ kind: 'counter', sflowtool: 'errors_UNAUTHORIZED' }),
  },
)

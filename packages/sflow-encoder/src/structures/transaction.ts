import { enumeration, u32, u64 } from '../kit/fields.ts'
import { flowRecord } from '../kit/structures.ts'

export const transaction = flowRecord(
  'transaction',
  {
    enterprise: 0,
    format: 2000,
    spec: 'sflow discussion (application transactions, superseded by 22xx)',
    status: 'draft/obsolete',
    sflowtool: false,
  },
  {
    direction: enumeration('service_direction'),
    wait: u32({ unit: 'us' }),
    duration: u32({ unit: 'us' }),
    status: enumeration('transaction_status'),
    bytes_received: u64({ unit: 'bytes' }),
    bytes_send: u64({ unit: 'bytes' }),
  },
)

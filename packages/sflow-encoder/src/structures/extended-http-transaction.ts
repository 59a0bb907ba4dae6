import { string, u32 } from '../kit/fields.ts'
import { flowRecord } from '../kit/structures.ts'

export const extendedHttpTransaction = flowRecord(
  'extended_http_transaction',
  {
    enterprise: 0,
    format: 2003,
    spec: 'sflow discussion (application transactions, superseded by 22xx)',
    status: 'draft/obsolete',
    sflowtool: false,
  },
  {
    url: string(),
    host: string(),
    referer: string(),
    useragent: string(),
    user: string(),
    status: u32({ kind: 'enum' }),
  },
)

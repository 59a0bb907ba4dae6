import { enumeration, string, u32 } from '../kit/fields.ts'
import { flowRecord } from '../kit/structures.ts'

export const memcacheOperation = flowRecord(
  'memcache_operation',
  { enterprise: 0, format: 2200, spec: 'sflow_memcache.txt', sflowtool: 'memcache' },
  {
    protocol: enumeration('memcache_protocol', { sflowtool: 'memcache_op_protocol' }),
    cmd: enumeration('memcache_cmd', { sflowtool: 'memcache_op_cmd' }),
    key: string(255, { sflowtool: 'memcache_op_key' }),
    nkeys: u32({ sflowtool: 'memcache_op_nkeys' }),
    value_bytes: u32({ unit: 'bytes', sflowtool: 'memcache_op_value_bytes' }),
    uS: u32({ unit: 'us', sflowtool: 'memcache_op_duration_uS' }),
    status: enumeration('memcache_status', { sflowtool: 'memcache_op_status' }),
  },
)

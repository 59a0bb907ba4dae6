import { enumeration, opaque } from '../kit/fields.ts'
import { flowRecord } from '../kit/structures.ts'

export const extendedUser = flowRecord(
  'extended_user',
  {
    enterprise: 0,
    format: 1004,
    spec: 'sflow_version_5.txt',
    sflowtool: 'USER',
    notes: 'sflowtool prints both charsets first, then both names (even when empty), truncated to 199 bytes.',
  },
  {
    src_charset: enumeration('charset', { sflowtool: 'src_user_charset' }),
    src_user: opaque(),
    dst_charset: enumeration('charset', { sflowtool: 'dst_user_charset' }),
    dst_user: opaque(),
  },
)

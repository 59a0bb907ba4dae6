import { enumeration, opaque } from '../kit/fields.ts'
import { flowRecord } from '../kit/structures.ts'

// sflowtool does not read opaque<>: after cipher_suite it parses a whole sampled_header (protocol, frame_length, stripped, header<>). Encode per spec; sflowtool will misread.
export const extended80211Payload = flowRecord(
  'extended_80211_payload',
  { enterprise: 0, format: 1013, spec: 'sflow_80211.txt' },
  {
    ciphersuite: enumeration('cipher_suite', { sflowtool: 'cipher_suite' }),
    data: opaque(undefined, { note: 'unencrypted payload bytes' }),
  },
)

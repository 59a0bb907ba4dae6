import { string } from '../kit/fields.ts'
import { flowRecord } from '../kit/structures.ts'

export const extendedProxyRequest = flowRecord(
  'extended_proxy_request',
  {
    enterprise: 0,
    format: 2207,
    spec: 'sflow_http.txt',
    sflowtool: false,
    notes: 'only when proxy rewrote uri or host; pairs with 2102/2103. Not decoded by sflowtool.',
  },
  {
    uri: string(255),
    host: string(64),
  },
)

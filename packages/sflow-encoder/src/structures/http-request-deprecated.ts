import { enumeration, i32, string, u32, u64 } from '../kit/fields.ts'
import { flowRecord } from '../kit/structures.ts'

// fields listed here are sflowtool/sFlow-RT reading. The mailing-list XDR kept by nxthdr sflow-parser differs: no protocol, host<32>, useragent<64>, has xff<64>, authuser<32>, mime<32>, req_bytes u64, resp_bytes u64. Never emit; decode as opaque unless length checks out.
export const httpRequestDeprecated = flowRecord(
  'http_request_deprecated',
  {
    enterprise: 0,
    format: 2201,
    spec: 'early sflow_http discussion',
    status: 'deprecated (by 2206)',
    sflowtool: 'http',
    exact: true,
  },
  {
    method: enumeration('http_method', { sflowtool: 'http_method' }),
    protocol: u32({ kind: 'identifier', sflowtool: 'http_protocol' }),
    uri: string(255, { sflowtool: 'http_uri' }),
    host: string(64, { sflowtool: 'http_host' }),
    referer: string(255, { sflowtool: 'http_referrer' }),
    useragent: string(128, { sflowtool: 'http_useragent' }),
    authuser: string(32, { sflowtool: 'http_authuser' }),
    mime_type: string(64, { sflowtool: 'http_mimetype' }),
    resp_bytes: u64({ unit: 'bytes', sflowtool: 'http_bytes' }),
    uS: u32({ unit: 'us', sflowtool: 'http_duration_uS' }),
    status: i32({ kind: 'enum', sflowtool: 'http_status' }),
  },
)

import { enumeration, i32, string, u32, u64 } from '../kit/fields.ts'
import { flowRecord } from '../kit/structures.ts'

export const httpRequest = flowRecord(
  'http_request',
  {
    enterprise: 0,
    format: 2206,
    spec: 'sflow_http.txt',
    sflowtool: 'http',
    notes: 'bytes = Content-Length (body) values; sflowtool prints status as unsigned',
  },
  {
    method: enumeration('http_method', { sflowtool: 'http_method' }),
    protocol: u32({ kind: 'identifier', enumeration: 'http_version', sflowtool: 'http_protocol' }),
    uri: string(255, { sflowtool: 'http_uri' }),
    host: string(64, { sflowtool: 'http_host' }),
    referer: string(255, { sflowtool: 'http_referrer' }),
    useragent: string(128, { sflowtool: 'http_useragent' }),
    xff: string(64, { sflowtool: 'http_xff' }),
    authuser: string(32, { sflowtool: 'http_authuser' }),
    mime_type: string(64, { sflowtool: 'http_mimetype' }),
    req_bytes: u64({ unit: 'bytes', sflowtool: 'http_request_bytes' }),
    resp_bytes: u64({ unit: 'bytes', sflowtool: 'http_bytes' }),
    uS: u32({ unit: 'us', sflowtool: 'http_duration_uS' }),
    status: i32({ kind: 'enum', sflowtool: 'http_status' }),
  },
)

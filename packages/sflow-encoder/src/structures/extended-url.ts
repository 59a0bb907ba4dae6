import { enumeration, string } from '../kit/fields.ts'
import { flowRecord } from '../kit/structures.ts'

export const extendedUrl = flowRecord(
  'extended_url',
  {
    enterprise: 0,
    format: 1005,
    spec: 'sflow_version_5.txt',
    status: 'deprecated (by 2206)',
    sflowtool: 'URL',
    notes: 'url is the HTTP request-line. sflowtool truncates at 199.',
  },
  {
    direction: enumeration('url_direction', { sflowtool: 'url_direction' }),
    url: string(),
    host: string(),
  },
)

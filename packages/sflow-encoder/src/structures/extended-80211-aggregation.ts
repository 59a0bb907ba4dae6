import { array, records, struct } from '../kit/fields.ts'
import { flowRecord } from '../kit/structures.ts'

export const extended80211Aggregation = flowRecord(
  'extended_80211_aggregation',
  {
    enterprise: 0,
    format: 1016,
    spec: 'sflow_80211.txt',
    sflowtool: false,
    notes: 'recursive: each PDU holds flow_records<>',
  },
  {
    pdus: array(
      struct('pdu', {
        flow_records: records('flow'),
      }),
    ),
  },
)

import { dataSource, enumeration, records, u32 } from '../kit/fields.ts'
import { sample } from '../kit/structures.ts'

export const discardedPacket = sample(
  'discarded_packet',
  {
    enterprise: 0,
    format: 5,
    spec: 'sflow_drops.txt',
    sflowtool: 'DISCARD',
    notes:
      'Not sampled: every event up to a rate limit. sflowtool prints extra line discardReason and prefixes element fields with discarded_. Only header-type plus discard-related flow records are expected (1, 1036-1042 ...).',
  },
  {
    sequence_number: u32({ kind: 'counter', unknown: 0, sflowtool: 'sampleSequenceNo' }),
    source_id: dataSource({ sflowtool: 'sourceId' }),
    drops: u32({
      unit: 'events',
      kind: 'counter',
      unknown: 0,
      sflowtool: 'dropEvents',
      note: 'discard notifications not sent because of rate limit',
    }),
    input: u32({ kind: 'identifier', sflowtool: 'inputPort', note: 'plain ifIndex, 0 = unknown' }),
    output: u32({
      kind: 'identifier',
      sflowtool: 'outputPort',
      note: 'plain ifIndex, 0 = unknown/not applicable',
    }),
    reason: enumeration('drop_reason', { sflowtool: 'discardCode' }),
    records: records('flow'),
  },
)

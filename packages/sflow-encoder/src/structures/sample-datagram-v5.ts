import { address, records, u32 } from '../kit/fields.ts'
import { datagram } from '../kit/structures.ts'

export const sampleDatagramV5 = datagram(
  'sample_datagram_v5',
  {
    enterprise: 0,
    format: 5,
    spec: 'sflow_version_5.txt',
    notes:
      'No TLV around the datagram itself. UDP 6343. sflowtool prints first its own receive metadata (see sflowtool-output.md).',
  },
  {
    version: u32({
      kind: 'identifier',
      sflowtool: 'datagramVersion',
      note: 'always 5 (sflowtool also reads 2 and 4)',
    }),
    agent_address: address({ sflowtool: 'agent' }),
    sub_agent_id: u32({
      kind: 'identifier',
      sflowtool: 'agentSubId',
      note: 'printed before agent by sflowtool',
    }),
    sequence_number: u32({
      kind: 'counter',
      unknown: 0,
      sflowtool: 'packetSequenceNo',
      note: 'per agent+sub-agent',
    }),
    uptime: u32({ unit: 'ms', sflowtool: 'sysUpTime', note: 'ms since agent start/boot, wraps at 2^32' }),
    samples: records('sample', { sflowtool: 'samplesInPacket' }),
  },
)

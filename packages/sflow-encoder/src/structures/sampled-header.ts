import { enumeration, opaque, u32 } from '../kit/fields.ts'
import { flowRecord } from '../kit/structures.ts'

export const sampledHeader = flowRecord(
  'sampled_header',
  {
    enterprise: 0,
    format: 1,
    spec: 'sflow_version_5.txt',
    sflowtool: 'HEADER',
    notes: 'hsflowd Linux: stripped=4 and frame_length adds 4 for the missing FCS. OVS also adds 4.',
  },
  {
    protocol: enumeration('header_protocol', { sflowtool: 'headerProtocol' }),
    frame_length: u32({
      unit: 'bytes',
      sflowtool: 'sampledPacketSize',
      note: 'original length incl. FCS, before sampling',
    }),
    stripped: u32({
      unit: 'bytes',
      sflowtool: 'strippedBytes',
      note: 'octets removed before extracting header (e.g. 4 for FCS, or removed 802.1Q tag)',
    }),
    header: opaque(undefined, { sflowtool: 'headerLen,headerBytes' }),
  },
)

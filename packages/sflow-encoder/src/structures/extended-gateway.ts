import { address, array, enumeration, struct, u32 } from '../kit/fields.ts'
import { flowRecord } from '../kit/structures.ts'

export const extendedGateway = flowRecord(
  'extended_gateway',
  {
    enterprise: 0,
    format: 1003,
    spec: 'sflow_version_5.txt',
    sflowtool: 'GATEWAY',
    notes:
      'dst_peer_as = first AS of first segment, dst_as = last AS of last segment (derived by sflowtool; its dst_as_path text joins AS numbers with - inside a segment but puts nothing between segments; AS_SETs are in parentheses).',
  },
  {
    nexthop: address({ sflowtool: 'bgp_nexthop' }),
    as: u32({ kind: 'identifier', sflowtool: 'my_as' }),
    src_as: u32({ kind: 'identifier' }),
    src_peer_as: u32({ kind: 'identifier' }),
    dst_as_path: array(
      struct('as_path_segment', {
        type: enumeration('as_path_segment'),
        as_numbers: array(u32()),
      }),
      { sflowtool: 'dst_as_path,dst_as,dst_peer_as', note: 'count of segments, each: u32 type, array<u32>' },
    ),
    communities: array(u32(), { sflowtool: 'BGP_communities' }),
    localpref: u32({ sflowtool: 'BGP_localpref' }),
  },
)

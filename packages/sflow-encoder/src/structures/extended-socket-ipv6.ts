import { ip6, u32 } from '../kit/fields.ts'
import { flowRecord } from '../kit/structures.ts'

export const extendedSocketIpv6 = flowRecord(
  'extended_socket_ipv6',
  {
    enterprise: 0,
    format: 2101,
    spec: 'sflow_host.txt',
    sflowtool: 'socket6',
    notes:
      'local = the instrumented endpoint; a server reports its listening address as local and the client as remote; proxies put the back-end connection in 2102/2103',
  },
  {
    protocol: u32({ kind: 'enum', sflowtool: 'socket6_ip_protocol', note: 'IANA protocol numbers' }),
    local_ip: ip6({ sflowtool: 'socket6_local_ip' }),
    remote_ip: ip6({ sflowtool: 'socket6_remote_ip' }),
    local_port: u32({ kind: 'identifier', sflowtool: 'socket6_local_port' }),
    remote_port: u32({ kind: 'identifier', sflowtool: 'socket6_remote_port' }),
  },
)

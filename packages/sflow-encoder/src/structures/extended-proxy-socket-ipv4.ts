import { ip4, u32 } from '../kit/fields.ts'
import { flowRecord } from '../kit/structures.ts'

export const extendedProxySocketIpv4 = flowRecord(
  'extended_proxy_socket_ipv4',
  {
    enterprise: 0,
    format: 2102,
    spec: 'sflow_http.txt',
    sflowtool: 'proxy_socket4',
    notes:
      'local = the instrumented endpoint; a server reports its listening address as local and the client as remote; proxies put the back-end connection in 2102/2103',
  },
  {
    protocol: u32({ kind: 'enum', sflowtool: 'proxy_socket4_ip_protocol', note: 'IANA protocol numbers' }),
    local_ip: ip4({ sflowtool: 'proxy_socket4_local_ip' }),
    remote_ip: ip4({ sflowtool: 'proxy_socket4_remote_ip' }),
    local_port: u32({ kind: 'identifier', sflowtool: 'proxy_socket4_local_port' }),
    remote_port: u32({ kind: 'identifier', sflowtool: 'proxy_socket4_remote_port' }),
  },
)

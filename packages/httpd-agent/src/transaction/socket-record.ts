import { extendedSocketIpv4, extendedSocketIpv6, type RecordInput } from '@host-sflow/sflow-encoder'
import { parseAddress, type Address } from './address.ts'

/** IANA's number of TCP. */
const TCP = 6

/** The two ends of a connection, as its socket tells them. */
export interface Ends {
  readonly localAddress: string | undefined
  readonly localPort: number | undefined
  readonly remoteAddress: string | undefined
  readonly remotePort: number | undefined
}

interface Name {
  readonly address?: string
  readonly port?: number
}

/** What Node's handle of a TCP connection tells (tcp_wrap.cc); 0: it does. */
interface Handle {
  getsockname?(name: Name): number
  getpeername?(name: Name): number
}

function nameOf(handle: Handle, which: keyof Handle): Name | undefined {
  const name: Name = {}
  return handle[which]?.(name) === 0 ? name : undefined
}

/**
 * To be read while the connection is open; afterwards Node does not know it. The getters of the socket would keep what
 * they have found as new properties: sampled connections would be of another shape than all others, and V8 would
 * optimize Node's functions anew for them.
 */
export function endsOf(socket: Partial<Ends>): Ends {
  const { _handle: handle } = socket as { readonly _handle?: Handle | null }
  const local = handle ? nameOf(handle, 'getsockname') : undefined
  const remote = handle ? nameOf(handle, 'getpeername') : undefined
  return {
    localAddress: local?.address ?? socket.localAddress,
    localPort: local?.port ?? socket.localPort,
    remoteAddress: remote?.address ?? socket.remoteAddress,
    remotePort: remote?.port ?? socket.remotePort,
  }
}

/** The address of this end in the family of the other. */
function asIn(family: Address['family'], address: Address | undefined): string {
  if (family === 'ipv4') return address?.family === 'ipv4' ? address.text : '0.0.0.0'
  if (address === undefined) return '::'
  return address.family === 'ipv6' ? address.text : `::ffff:${address.text}`
}

/**
 * The connection of a request; undefined for unix sockets. `client` is the address of the client where a proxy has made
 * the connection: its port is not known then, and the record is that of its family.
 */
export function socketRecord(ends: Ends, client?: Address): RecordInput | undefined {
  const peer = parseAddress(ends.remoteAddress)
  const remote = client ?? peer
  if (remote === undefined) return undefined
  const fields = {
    protocol: TCP,
    local_ip: asIn(remote.family, parseAddress(ends.localAddress)),
    remote_ip: remote.text,
    local_port: ends.localPort ?? 0,
    remote_port: remote.text === peer?.text ? (ends.remotePort ?? 0) : 0,
  }
  return { row: remote.family === 'ipv4' ? extendedSocketIpv4 : extendedSocketIpv6, fields }
}

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

/** To be read while the connection is open; afterwards Node does not know it. */
export const endsOf = (socket: Partial<Ends>): Ends => ({
  localAddress: socket.localAddress,
  localPort: socket.localPort,
  remoteAddress: socket.remoteAddress,
  remotePort: socket.remotePort,
})

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

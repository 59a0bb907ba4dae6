import { isIP } from 'node:net'
import { netError } from './errors.ts'
import { checked, littleEndian, native } from './native/libc.ts'
import { allocateNative } from './native/memory.ts'
import type { NativeMemory } from './native/memory.ts'
import { socketConstants as so } from './native/socket-options.ts'
import { ipText } from './rtnetlink/ip-text.ts'

// linux/in.h, linux/in6.h: struct sockaddr_in (16 bytes), struct sockaddr_in6 (28 bytes)
const IPV4 = { address: 4, bytes: 16 } as const
const IPV6 = { address: 8, scope: 24, bytes: 28 } as const

/** A socket address in native memory. */
export interface SocketAddress {
  readonly memory: NativeMemory
  readonly length: number
}

/** IP family of an address with or without zone (`fe80::1%eth0`). Throws HSF_NET_ARGUMENT. */
export function ipFamily(address: string): 4 | 6 {
  const family = isIP(address)
  if (family === 4 || family === 6) return family
  throw netError('HSF_NET_ARGUMENT', `"${address}" is not an IP address`)
}

/**
 * Builds a sockaddr; an IPv6 zone is looked up in the current network namespace.
 * Throws HSF_NET_ARGUMENT for bad text, `ENODEV` for an unknown zone.
 */
export function socketAddress(address: string, port: number): SocketAddress {
  if (!Number.isInteger(port) || port < 0 || port > 0xffff) throw netError('HSF_NET_ARGUMENT', `port ${port}`)
  const { libc } = native()
  const layout = ipFamily(address) === 4 ? IPV4 : IPV6
  const family = layout === IPV4 ? so.AF_INET : so.AF_INET6
  const memory = allocateNative(IPV6.bytes)
  const [text = '', zone] = address.split('%', 2)
  memory.view.setUint16(0, family, littleEndian)
  memory.view.setUint16(2, port)
  const parsed = libc.inet_pton(family, text, memory.pointer + BigInt(layout.address))
  if (parsed !== 1) throw netError('HSF_NET_ARGUMENT', `"${address}" is not an IP address`)
  if (zone !== undefined) memory.view.setUint32(IPV6.scope, interfaceIndex(zone), littleEndian)
  return { memory, length: layout.bytes }
}

/** Index of an interface of the current network namespace. Throws {@link NetError} `ENODEV`. */
export function interfaceIndex(name: string): number {
  return native().libc.if_nametoindex(name) || checked(-1, 'if_nametoindex', name)
}

/** Address and port that a socket is bound to. */
export function boundAddress(fd: number): { address: string; port: number } {
  const { libc } = native()
  const memory = allocateNative(IPV6.bytes + 4)
  memory.view.setUint32(IPV6.bytes, IPV6.bytes, littleEndian)
  checked(libc.getsockname(fd, memory.pointer, memory.pointer + BigInt(IPV6.bytes)), 'getsockname')
  const isIpv4 = memory.view.getUint16(0, littleEndian) === so.AF_INET
  const address = isIpv4 ? ipText(memory.view, IPV4.address, 4) : ipText(memory.view, IPV6.address, 16)
  return { address: address ?? '', port: memory.view.getUint16(2) }
}

import { errorCode, netError, syscallError } from './errors.ts'
import { errnoName } from './native/errno.ts'
import { checked, littleEndian, native } from './native/libc.ts'
import { allocateNative } from './native/memory.ts'
import {
  getSocketOption,
  setSocketOption,
  SOCKET_OPTION_BYTES,
  socketConstants as so,
} from './native/socket-options.ts'
import { withNetworkNamespace } from './namespace.ts'
import { boundAddress, interfaceIndex, ipFamily, socketAddress } from './sockaddr.ts'

/** linux/in.h, linux/in6.h: options that choose the outgoing interface; their value is in network byte order. */
const unicastInterface = { 4: { level: 0, name: 50 }, 6: { level: 41, name: 76 } } as const
/** The largest UDP payload. */
const MAX_PAYLOAD_BYTES = 65_507

export interface UdpSocketOptions {
  /** Destination, as text; IPv6 may have a zone (`fe80::1%eth0`). Names are not resolved. */
  readonly address: string
  readonly port: number
  /**
   * Interface that datagrams leave through. Needs CAP_NET_RAW before Linux 5.7; without it IP_UNICAST_IF or
   * IPV6_UNICAST_IF express the wish, which kernels of that age may pass over for connected sockets: there, grant
   * the capability.
   */
  readonly device?: string | undefined
  /** Network namespace: a name under /var/run/netns or an absolute path. Needs CAP_SYS_ADMIN at opening. */
  readonly namespace?: string | undefined
  /** Own address to send from, of the destination's family. */
  readonly sourceAddress?: string | undefined
  /** Queue in the kernel, bytes; beyond net.core.wmem_max it is cut. */
  readonly sendBufferBytes?: number | undefined
}

/** A connected UDP socket that only sends. */
export interface UdpSocket {
  /**
   * Sends one datagram without blocking and returns its length. Throws {@link NetError} with the errno name:
   * `ECONNREFUSED` reports that an earlier datagram was answered by ICMP "port unreachable" (this one was not
   * sent), `EAGAIN` that the queue is full, `EMSGSIZE`, `ENETUNREACH`, `ENODEV`, ...
   */
  send(bytes: Uint8Array): number
  /** Errno name of an error that arrived meanwhile, and clears it; undefined when there was none. */
  pendingError(): string | undefined
  /** The address and port that the kernel chose. */
  localAddress(): { address: string; port: number }
  close(): void
}

/**
 * Opens a connected UDP socket, where Node's own dgram cannot: bound to a device or in another network namespace.
 * Throws {@link NetError} with the errno name of the step that failed, or HSF_NET_ARGUMENT.
 */
export function openUdpSocket(options: UdpSocketOptions): UdpSocket {
  const { namespace } = options
  return namespace === undefined ? open(options) : withNetworkNamespace(namespace, () => open(options))
}

function open(options: UdpSocketOptions): UdpSocket {
  const { libc, errno: lastErrno } = native()
  const family = ipFamily(options.address)
  const destination = socketAddress(options.address, options.port)
  if (options.sourceAddress !== undefined && ipFamily(options.sourceAddress) !== family) {
    throw netError('HSF_NET_ARGUMENT', `${options.sourceAddress} cannot send to ${options.address}`)
  }
  const subject = `${options.address} port ${options.port}`
  const domain = family === 4 ? so.AF_INET : so.AF_INET6
  let fd = checked(libc.socket(domain, so.SOCK_DGRAM | so.SOCK_CLOEXEC | so.SOCK_NONBLOCK, 0), 'socket')
  let sending = allocateNative(2048)
  const option = allocateNative(SOCKET_OPTION_BYTES)
  const ensureOpen = (): void => {
    if (fd === -1) throw netError('HSF_NET_CLOSED')
  }
  const close = (): void => {
    if (fd !== -1) libc.close(fd)
    fd = -1
  }
  try {
    if (options.sendBufferBytes !== undefined) {
      setSocketOption(fd, so.SOL_SOCKET, so.SO_SNDBUF, options.sendBufferBytes)
    }
    if (options.device !== undefined) bindToDevice(fd, family, options.device)
    if (options.sourceAddress !== undefined) {
      const source = socketAddress(options.sourceAddress, 0)
      checked(libc.bind(fd, source.memory.pointer, source.length), 'bind', options.sourceAddress)
    }
    checked(libc.connect(fd, destination.memory.pointer, destination.length), 'connect', subject)
  } catch (error) {
    close()
    throw error
  }
  return {
    send(bytes) {
      ensureOpen()
      if (bytes.length > sending.bytes.length) {
        if (bytes.length > MAX_PAYLOAD_BYTES) throw syscallError('EMSGSIZE', 'send', subject)
        sending = allocateNative(bytes.length)
      }
      sending.bytes.set(bytes)
      const sent = libc.send(fd, sending.pointer, bytes.length, so.MSG_DONTWAIT | so.MSG_NOSIGNAL)
      if (sent < 0) throw syscallError(errnoName(lastErrno()), 'send', subject)
      return sent
    },
    pendingError() {
      ensureOpen()
      const pending = getSocketOption(fd, so.SOL_SOCKET, so.SO_ERROR, option)
      return pending === 0 ? undefined : errnoName(pending)
    },
    localAddress() {
      ensureOpen()
      return boundAddress(fd)
    },
    close,
  }
}

/** SO_BINDTODEVICE, or where that is not permitted the weaker choice of an outgoing interface. */
function bindToDevice(fd: number, family: 4 | 6, device: string): void {
  const index = interfaceIndex(device)
  const name = allocateNative(16)
  name.bytes.set(Buffer.from(device, 'utf8').subarray(0, 15))
  try {
    checked(
      native().libc.setsockopt(fd, so.SOL_SOCKET, so.SO_BINDTODEVICE, name.pointer, 16),
      'setsockopt',
      device,
    )
  } catch (error) {
    if (errorCode(error) !== 'EPERM') throw error
    preferDevice(fd, family, index)
  }
}

/** Chooses the interface that unicast datagrams leave through; any process may. */
export function preferDevice(fd: number, family: 4 | 6, ifIndex: number): void {
  const { level, name } = unicastInterface[family]
  const word = new DataView(new ArrayBuffer(4))
  word.setUint32(0, ifIndex)
  setSocketOption(fd, level, name, word.getInt32(0, littleEndian))
}

import { errno } from '../native/errno.ts'
import { checked, littleEndian, native } from '../native/libc.ts'
import { allocateNative } from '../native/memory.ts'
import { setReceiveBuffer, setSocketOption, socketConstants as so } from '../native/socket-options.ts'

// linux/netlink.h
const SOL_NETLINK = 270
const [NETLINK_ADD_MEMBERSHIP, NETLINK_CAP_ACK, NETLINK_EXT_ACK] = [1, 10, 11]
const SOCKADDR_NL = { port: 4, bytes: 12 } as const

export interface TransportOptions {
  readonly groups: readonly number[]
  readonly sendBytes: number
  readonly receiveBytes: number
  readonly queueBytes: number | undefined
}

/** A netlink socket with its kept buffers, below any meaning of messages. */
export interface NetlinkTransport {
  readonly fd: number
  /** The buffers that `send` reads and `receive` fills. */
  readonly sending: { readonly bytes: Uint8Array; readonly view: DataView }
  readonly received: DataView
  /** Sends the first bytes of the send buffer. Throws {@link NetError} with the errno name. */
  send(length: number): void
  /**
   * Receives the kernel's next datagram without blocking: its length, which exceeds the buffer when it was cut
   * off, or minus the errno.
   */
  receive(): number
  join(group: number): void
  close(): void
}

/** Opens and binds the socket. Throws {@link NetError} with the errno name. */
export function openTransport(protocol: number, options: TransportOptions): NetlinkTransport {
  const { libc, errno: lastErrno } = native()
  const { receiveBytes } = options
  const sending = allocateNative(options.sendBytes)
  const receiving = allocateNative(receiveBytes)
  // The sender's address, and after it the length of that address.
  const peer = allocateNative(SOCKADDR_NL.bytes + 4)
  const peerLength = peer.pointer + BigInt(SOCKADDR_NL.bytes)
  const type = so.SOCK_RAW | so.SOCK_CLOEXEC | so.SOCK_NONBLOCK
  const fd = checked(libc.socket(so.AF_NETLINK, type, protocol), 'socket', `netlink ${protocol}`)
  const join = (group: number): void => setSocketOption(fd, SOL_NETLINK, NETLINK_ADD_MEMBERSHIP, group)
  try {
    if (options.queueBytes !== undefined) setReceiveBuffer(fd, options.queueBytes)
    peer.view.setUint16(0, so.AF_NETLINK, littleEndian)
    checked(libc.bind(fd, peer.pointer, SOCKADDR_NL.bytes), 'bind', 'netlink')
    explainErrors(fd)
    for (const group of options.groups) join(group)
  } catch (error) {
    libc.close(fd)
    throw error
  }
  return {
    fd,
    sending,
    received: receiving.view,
    send(length) {
      checked(libc.send(fd, sending.pointer, length, so.MSG_NOSIGNAL), 'send', 'netlink')
    },
    receive() {
      for (;;) {
        peer.view.setUint32(SOCKADDR_NL.bytes, SOCKADDR_NL.bytes, littleEndian)
        const flags = so.MSG_DONTWAIT | so.MSG_TRUNC
        const length = libc.recvfrom(fd, receiving.pointer, receiveBytes, flags, peer.pointer, peerLength)
        if (length < 0) {
          const code = lastErrno()
          if (code !== errno.EINTR) return -code
          // Other processes may send to a netlink socket too; only port 0 is the kernel.
        } else if (peer.view.getUint32(SOCKADDR_NL.port, littleEndian) === 0) return length
      }
    },
    join,
    close: () => void libc.close(fd),
  }
}

/** Asks for error texts, without the request that caused them; kernels before 4.12 cannot. */
function explainErrors(fd: number): void {
  try {
    setSocketOption(fd, SOL_NETLINK, NETLINK_CAP_ACK, 1)
    setSocketOption(fd, SOL_NETLINK, NETLINK_EXT_ACK, 1)
  } catch {
    // The errno alone then has to do.
  }
}

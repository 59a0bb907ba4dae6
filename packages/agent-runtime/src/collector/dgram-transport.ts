import { createSocket, type Socket } from 'node:dgram'
import { isIPv6 } from 'node:net'
import { SEND_BUFFER_BYTES, type Transport, type TransportOptions } from './transport.ts'

/** Datagrams that wait in this process while the queue of the kernel is full; more are dropped and counted. */
const MAX_WAITING = 64
/** Sends whose callback has not run yet: a whole poll of thousands of interfaces happens between two of them. */
const MAX_UNCONFIRMED = 4096
const CLOSE_LIMIT_MS = 1000
const BUFFER_BYTES = 1500

/** A connected socket of Node's own. Connected, because only to such a one the kernel reports ICMP errors. */
export async function openDgramTransport(options: TransportOptions): Promise<Transport> {
  const socket = createSocket(isIPv6(options.address) ? 'udp6' : 'udp4')
  if (options.ref === false) socket.unref()
  try {
    await connect(socket, options)
  } catch (error) {
    socket.close()
    throw error
  }
  allowBursts(socket)
  return createTransport(socket, options)
}

function connect(socket: Socket, { address, port, sourceAddress, onError }: TransportOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    // An error of the socket without a listener would end the process.
    socket.on('error', (error) => {
      reject(error)
      onError(error)
    })
    const join = (): void =>
      socket.connect(port, address, (error?: Error) => (error === undefined ? resolve() : reject(error)))
    if (sourceAddress === undefined) join()
    else socket.bind({ address: sourceAddress, port: 0, exclusive: true }, join)
  })
}

function allowBursts(socket: Socket): void {
  try {
    socket.setSendBufferSize(SEND_BUFFER_BYTES)
  } catch {
    // Some systems refuse what is beyond their limit; their default serves as well.
  }
}

function createTransport(socket: Socket, { onSent, onLost, onError }: TransportOptions): Transport {
  // The kernel nearly always takes a datagram at once. Only when its queue is full, libuv keeps a reference to the
  // bytes until it is not; the packer writes its next datagram over them by then, hence the copies.
  const free: Buffer[] = []
  let buffers = 0
  let unconfirmed = 0
  let idle = (): void => undefined

  function takeBuffer(bytes: number): Buffer | undefined {
    const buffer = free.pop()
    if (buffer === undefined && buffers === MAX_WAITING) return undefined
    if (buffer === undefined) buffers++
    return buffer !== undefined && buffer.length >= bytes
      ? buffer
      : Buffer.allocUnsafeSlow(Math.max(bytes, BUFFER_BYTES))
  }

  function close(): Promise<void> {
    return new Promise((resolve) => {
      const finish = (): void => {
        clearTimeout(limit)
        idle = () => undefined
        socket.close(resolve)
      }
      const limit = setTimeout(finish, CLOSE_LIMIT_MS)
      idle = finish
      if (unconfirmed === 0) finish()
    })
  }

  return {
    source: socket.address().address,
    send(bytes) {
      if (unconfirmed >= MAX_UNCONFIRMED) return false
      const buffer = takeBuffer(bytes.length)
      if (buffer === undefined) return false
      buffer.set(bytes)
      unconfirmed++
      let waits = false
      const waiting = socket.getSendQueueCount()
      socket.send(buffer, 0, bytes.length, (error, sent) => {
        unconfirmed--
        if (waits) free.push(buffer)
        if (error === null || error === undefined) onSent(sent)
        else {
          onLost()
          onError(error)
        }
        if (unconfirmed === 0) idle()
      })
      waits = socket.getSendQueueCount() > waiting
      if (!waits) free.push(buffer)
      return true
    },
    close,
  }
}

import { codeOf, runtimeError } from '../errors.ts'
import { SEND_BUFFER_BYTES, type Transport, type TransportOptions } from './transport.ts'

/**
 * A socket bound to a device or opened in a network namespace, which Node's own cannot be. Its module is loaded
 * when the first such collector appears, so that nothing native is loaded otherwise.
 *
 * Node's event loop does not watch it: that nobody listens (ICMP) is noticed at the next datagram, not when it comes.
 */
export async function openNativeTransport(options: TransportOptions): Promise<Transport> {
  const { address, port, device, namespace, sourceAddress, onSent, onLost, onError } = options
  const net = await import('@host-sflow/linux-net')
  const native = net.linuxNetAvailable()
  if (!native.available) throw runtimeError('HSF_COLLECTOR_NATIVE', native.reason)
  const socket = net.openUdpSocket({
    address,
    port,
    device,
    namespace,
    sourceAddress,
    sendBufferBytes: SEND_BUFFER_BYTES,
  })
  let closed = false
  return {
    send(bytes) {
      try {
        // Asked first, else the send would fail with it and the datagram would be lost.
        const pending = socket.pendingError()
        if (pending !== undefined) {
          onError(Object.assign(new Error(`${pending} ${address}:${port}`), { code: pending }))
        }
        if (closed) {
          onLost()
          return true
        }
        onSent(socket.send(bytes))
      } catch (error) {
        if (codeOf(error) === 'EAGAIN') return false
        onLost()
        onError(error)
      }
      return true
    },
    close() {
      closed = true
      socket.close()
      return Promise.resolve()
    },
  }
}

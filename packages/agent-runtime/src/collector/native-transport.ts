import { codeOf, runtimeError } from '../errors.ts'
import { watchNamespace } from './namespace-watch.ts'
import { SEND_BUFFER_BYTES, type Transport, type TransportOptions } from './transport.ts'

/** Node's event loop does not watch the socket; it is asked for errors as often as this while something is sent. */
const LOOK_MS = 500
/** Looks after a datagram: an ICMP error from the other end of the world has come by then. */
const LOOKS = 4
/** A namespace is compared at every so many looks. */
const LOOKS_PER_NAMESPACE_CHECK = 2

/**
 * A socket bound to a device or opened in a network namespace, which Node's own cannot be. Its module is loaded
 * when the first such collector appears, so that nothing native is loaded otherwise.
 */
export async function openNativeTransport(options: TransportOptions): Promise<Transport> {
  const { address, port, device, namespace, sourceAddress, onSent, onLost, onError } = options
  const net = await import('@host-sflow/linux-net')
  const native = net.linuxNetAvailable()
  if (!native.available) throw runtimeError('HSF_COLLECTOR_NATIVE', native.reason)
  // Before the socket: one that is replaced in between is noticed.
  const namespaceChange = namespace === undefined ? undefined : watchNamespace(net.namespacePath(namespace))
  const socket = net.openUdpSocket({
    address,
    port,
    device,
    namespace,
    sourceAddress,
    sendBufferBytes: SEND_BUFFER_BYTES,
  })
  let closed = false
  let looks = 0
  let beat = 0

  /** Also before each send, which would fail with the error of an earlier datagram and be lost. */
  function hear(): void {
    const pending = socket.pendingError()
    if (pending !== undefined)
      onError(Object.assign(new Error(`${pending} ${address}:${port}`), { code: pending }))
  }

  function look(): void {
    if (looks > 0) {
      looks--
      hear()
    }
    if (closed || namespaceChange === undefined || ++beat % LOOKS_PER_NAMESPACE_CHECK !== 0) return
    const change = namespaceChange()
    if (change !== undefined) onError(change)
  }

  // What is sent by then is sent: it is no reason to keep the process.
  const timer = setInterval(look, LOOK_MS).unref()
  return {
    source: namespace === undefined ? socket.localAddress().address : undefined,
    send(bytes) {
      try {
        hear()
        if (closed) {
          onLost()
          return true
        }
        onSent(socket.send(bytes))
        looks = LOOKS
      } catch (error) {
        if (codeOf(error) === 'EAGAIN') return false
        onLost()
        onError(error)
      }
      return true
    },
    close() {
      closed = true
      clearInterval(timer)
      socket.close()
      return Promise.resolve()
    },
  }
}

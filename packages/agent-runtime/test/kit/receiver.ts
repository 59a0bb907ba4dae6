import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { decodeDatagram, type Datagram } from '@host-sflow/sflow-encoder'
import { vi } from 'vitest'

/** The limit of every Linux (net.core.rmem_max); what needs more passes on some machines only. Holds about 180 datagrams. */
const RECEIVE_BUFFER_BYTES = 212_992

/** A UDP socket on loopback that keeps what arrives. */
export interface Receiver {
  readonly port: number
  readonly datagrams: readonly Buffer[]
  /** Waits until that many datagrams have arrived, and decodes them. */
  decoded(count: number): Promise<Datagram[]>
  close(): Promise<void>
}

/** `address` 127.0.0.1 unless told; `port` 0: a free one. */
export async function openReceiver(address = '127.0.0.1', port = 0): Promise<Receiver> {
  const socket = createSocket(address.includes(':') ? 'udp6' : 'udp4')
  const datagrams: Buffer[] = []
  socket.on('message', (message) => datagrams.push(message))
  socket.bind(port, address)
  await once(socket, 'listening')
  socket.setRecvBufferSize(RECEIVE_BUFFER_BYTES)
  return {
    port: socket.address().port,
    datagrams,
    async decoded(count) {
      await vi.waitUntil(() => datagrams.length >= count, { timeout: 5000, interval: 10 })
      return datagrams.map((bytes) => decodeDatagram(bytes))
    },
    async close() {
      socket.close()
      await once(socket, 'close')
    },
  }
}

/** A port on which nothing listens. */
export async function closedPort(address = '127.0.0.1'): Promise<number> {
  const receiver = await openReceiver(address)
  await receiver.close()
  return receiver.port
}

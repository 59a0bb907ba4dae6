import { once } from 'node:events'
import type { AddressInfo, Server, Socket } from 'node:net'
import { afterEach } from 'vitest'

const cleanUps: (() => unknown)[] = []
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).toReversed()) await cleanUp()
})

/** To be done after the test, the last one first. */
export const onEnd = (...last: readonly (() => unknown)[]): void => void cleanUps.push(...last)

/** Listens on a port of 127.0.0.1 until the test is over; sessions of HTTP/2 would outlive their server. */
export async function listen<S extends Server>(server: S): Promise<S> {
  const sockets = new Set<Socket>()
  server.on('connection', (socket: Socket) => sockets.add(socket))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onEnd(() => {
    server.close()
    for (const socket of sockets) socket.destroy()
  })
  return server
}

export const portOf = (server: Server): number => (server.address() as AddressInfo).port

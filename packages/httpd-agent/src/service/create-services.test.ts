import { createServer, type Server } from 'node:http'
import { createServer as createHttp2Server } from 'node:http2'
import {
  connect,
  createServer as createTcpServer,
  type AddressInfo,
  type Server as TcpServer,
  type Socket,
} from 'node:net'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import { createService } from './create-service.ts'
import { createServices } from './create-services.ts'
import type { Service } from './service.ts'
import { SLOT } from './totals.ts'

function setUp() {
  const begun: (number | string)[] = []
  const ended: Service[] = []
  const services = createServices({
    create(address) {
      begun.push(address)
      const index = typeof address === 'number' ? address : 0
      return createService({ index, label: String(address), random: Math.random, onFlow: () => undefined })
    },
    onEnd: (service) => void ended.push(service),
  })
  onTestFinished(() => services.close())
  return { services, begun, ended }
}

async function listen<S extends TcpServer>(server: S, at: number | string = 0): Promise<S> {
  onTestFinished(() => void server.close())
  if (typeof at === 'string') server.listen(at)
  else server.listen(at, '127.0.0.1')
  await once(server, 'listening')
  return server
}

const portOf = (server: TcpServer): number => (server.address() as AddressInfo).port

async function close(server: TcpServer): Promise<void> {
  server.close()
  await once(server, 'close')
}

test('a server is known when it begins to listen, and gone when it is closed', async () => {
  const { services, begun, ended } = setUp()
  const server = await listen(createServer())
  expect(begun).toEqual([portOf(server)])
  const service = services.of(server)!
  expect(services.all()).toEqual([service])
  expect([...services.servers(service)]).toEqual([server])
  await close(server)
  await vi.waitFor(() => expect(ended).toEqual([service]))
  expect(services.all()).toEqual([])
})

test('a server that listened before is known from its first request on', async () => {
  const server = await listen(createServer())
  const { services, begun } = setUp()
  expect(begun).toEqual([])
  expect(services.of(server)?.index).toBe(portOf(server))
  expect(services.of(server)).toBe(services.of(server))
})

test('HTTP/2 is measured, other protocols are not', async () => {
  const { begun } = setUp()
  const http2 = await listen(createHttp2Server())
  await listen(createTcpServer())
  expect(begun).toEqual([portOf(http2)])
})

test('a server that does not listen itself has no service', () => {
  const { services, begun } = setUp()
  expect(services.of(createServer())).toBeUndefined()
  expect(begun).toEqual([])
})

test('servers of one port on several addresses are one service', async () => {
  const { services, ended } = setUp()
  const first = await listen(createServer())
  const second = createServer().listen(portOf(first), '127.0.0.2')
  onTestFinished(() => void second.close())
  await once(second, 'listening')
  expect(services.of(second)).toBe(services.of(first))
  await close(first)
  expect(ended).toEqual([])
  await close(second)
  await vi.waitFor(() => expect(ended).toHaveLength(1))
})

test('a server that listens again, elsewhere, is another service', async () => {
  const { services, begun, ended } = setUp()
  const server: Server = await listen(createServer())
  const first = services.of(server)
  await close(server)
  await listen(server)
  expect(begun).toHaveLength(2)
  expect(services.of(server)).not.toBe(first)
  await vi.waitFor(() => expect(ended).toEqual([first]))
})

test('a service ends after the connections that its server breaks off', async () => {
  const { ended } = setUp()
  const server: Server = await listen(createServer())
  const accepted = once(server, 'connection') as Promise<[Socket]>
  const client = connect(portOf(server), '127.0.0.1').on('error', () => undefined)
  onTestFinished(() => void client.destroy())
  const [socket] = await accepted
  let endedBefore: number | undefined
  socket.on('close', () => (endedBefore = ended.length))
  server.close()
  server.closeAllConnections()
  await vi.waitFor(() => expect(ended).toHaveLength(1))
  expect(endedBefore).toBe(0)
})

test('a unix socket is a service by its path', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'sflow-services-'))
  onTestFinished(() => rm(directory, { recursive: true }))
  const { begun } = setUp()
  const path = join(directory, 'http.sock')
  await listen(createServer(), path)
  expect(begun).toEqual([path])
})

test('connections beyond the limit of a server are counted', async () => {
  const { services } = setUp()
  const server = await listen(createServer())
  server.emit('drop')
  expect(services.of(server)!.totals[SLOT.REFUSED]).toBe(1)
})

test('nothing is left on the servers when it is over', async () => {
  const { services } = setUp()
  const server = createServer()
  const before = { drop: server.listenerCount('drop'), close: server.listenerCount('close') }
  await listen(server)
  services.close()
  expect({ drop: server.listenerCount('drop'), close: server.listenerCount('close') }).toEqual(before)
})

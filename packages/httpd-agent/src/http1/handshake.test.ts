import { once, type EventEmitter } from 'node:events'
import type { IncomingMessage, Server } from 'node:http'
import { createRequire } from 'node:module'
import { connect } from 'node:net'
import type { Duplex } from 'node:stream'
import { expect, test } from 'vitest'
import { answerTo, counted, get, sampled, say, serve } from './serve.test-helper.ts'

interface Ws extends EventEmitter {
  send(data: unknown): void
  close(): void
}
// It has no types.
const { WebSocket, WebSocketServer } = createRequire(import.meta.url)('ws') as {
  readonly WebSocket: new (url: string) => Ws
  readonly WebSocketServer: new (options: { server: Server }) => Ws
}

const UPGRADE = 'Connection: Upgrade\r\nUpgrade: echo\r\n'
const upgrade = (path: string): string => `GET ${path} HTTP/1.1\r\nHost: a\r\n${UPGRADE}\r\n`

type Handshake = (request: IncomingMessage, socket: Duplex, head: Buffer) => void
const onUpgrade = (server: Server, listener: Handshake) => server.on('upgrade', listener)

test('a WebSocket is a request that ends with its handshake', async () => {
  const { service, server, port } = await serve()
  const sockets = new WebSocketServer({ server })
  sockets.on('connection', (socket: Ws) => socket.on('message', (data) => socket.send(data)))
  const client = new WebSocket(`ws://127.0.0.1:${port}/chat?room=1`)
  await once(client, 'open')
  expect(service.counts()).toEqual({ get: 1, '1XX': 1 })
  expect(sampled(service)).toMatchObject([{ uri: '/chat', status: 101, req_bytes: 0, resp_bytes: 0 }])
  expect(service.flows[0]?.records['extended_socket_ipv4']).toMatchObject({ local_port: port })
  client.send('hello')
  expect(String((await once(client, 'message'))[0])).toBe('hello')
  client.close()
  await once(client, 'close')
  sockets.close()
  expect(service.total()).toBe(1)
  expect(service.inFlight).toBe(0)
})

test('a refused upgrade has the status that was written', async () => {
  const { service, server, port } = await serve()
  onUpgrade(server, (_request, socket) => socket.end('HTTP/1.1 401 Unauthorized\r\n\r\n'))
  expect(await answerTo(port, upgrade('/'))).toMatch(/401/u)
  expect(service.counts()).toEqual({ get: 1, '4XX': 1 })
})

test('a status that is written in pieces, as bytes, is read; what is no HTTP has none', async () => {
  const { service, server, port } = await serve()
  onUpgrade(server, (request, socket) => {
    if (request.url === '/other') {
      socket.end('SSH-2.0-some')
      return
    }
    socket.write(Buffer.from('HTTP/1'))
    socket.write(new Uint8Array(Buffer.from('xx.1 101 Switching').subarray(2)))
    socket.end(' Protocols\r\n\r\n')
  })
  expect(await answerTo(port, upgrade('/'))).toMatch(/^HTTP\/1.1 101 Switching Protocols/u)
  expect(await answerTo(port, upgrade('/other'))).toBe('SSH-2.0-some')
  expect(service.counts()).toEqual({ get: 2, '1XX': 1, 'other status': 1 })
})

test('an upgrade that is never answered is in flight until its connection ends', async () => {
  const { service, server, port } = await serve()
  onUpgrade(server, () => undefined)
  const asked = once(server, 'upgrade')
  const socket = await say(port, upgrade('/'))
  await asked
  expect(service.inFlight).toBe(1)
  expect(service.total()).toBe(0)
  socket.resetAndDestroy()
  server.closeAllConnections()
  const [, upgraded] = (await asked) as [unknown, Duplex]
  upgraded.on('error', () => undefined).destroy()
  await counted(service, 1)
  expect(sampled(service)).toMatchObject([{ status: 499 }])
  expect(service.inFlight).toBe(0)
})

test('with an Upgrade header and nobody who upgrades it is a request like others', async () => {
  const { service, port, server } = await serve((_request, response) => response.end('plain'))
  expect(server.listenerCount('upgrade')).toBe(0)
  expect(
    await answerTo(port, get('/').replace('Connection: close', 'Connection: close, Upgrade\r\nUpgrade: x')),
  ).toMatch(/plain/u)
  expect(service.counts()).toEqual({ get: 1, '2XX': 1 })
})

test('CONNECT is answered by the application, and what is told of its target has no credentials', async () => {
  const { service, server, port } = await serve()
  server.on('connect', (request: IncomingMessage, socket: Duplex) => {
    const { port: target } = new URL(`http://${request.url}`)
    const behind = connect(Number(target), '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Connection Established\r\n\r\n')
      behind.pipe(socket).pipe(behind)
    })
  })
  const behind = await serve((_request, response) => response.end('behind'))
  const socket = await say(port, `CONNECT user:secret@127.0.0.1:${behind.port} HTTP/1.1\r\nHost: a\r\n\r\n`)
  await once(socket, 'data')
  socket.write(get('/inside'))
  await once(socket, 'end')
  const outer = sampled(service).find(({ method }) => method === 8)
  expect(outer).toMatchObject({ uri: `127.0.0.1:${behind.port}`, status: 200 })
  expect(service.counts()['connect']).toBe(1)
})

test('those that go before the upgrade on its connection are counted as themselves', async () => {
  const { service, server, port } = await serve((_request, response) => response.end())
  onUpgrade(server, (_request, socket) => socket.end('HTTP/1.1 101 Switching Protocols\r\n\r\n'))
  const socket = await say(port, 'HEAD / HTTP/1.1\r\nHost: a\r\n\r\n')
  await once(socket, 'data')
  socket.write(upgrade('/'))
  await once(socket, 'close')
  expect(service.counts()).toEqual({ head: 1, get: 1, '2XX': 1, '1XX': 1 })
})

test('an upgraded connection is left as Node made it', async () => {
  const { server, port } = await serve()
  const seen = once(server, 'upgrade')
  onUpgrade(server, (_request, socket) => socket.write('HTTP/1.1 101 Switching Protocols\r\n\r\n'))
  const socket = await say(port, upgrade('/'))
  await once(socket, 'data')
  const [, upgraded] = (await seen) as [unknown, Duplex]
  const made: unknown = Object.getPrototypeOf(upgraded)
  for (const name of ['write', 'end'])
    expect(Reflect.get(upgraded, name)).toBe(Reflect.get(made as object, name))
})

test('listeners that take over those before them count a handshake once', async () => {
  const { service, server, port } = await serve()
  onUpgrade(server, (_request, socket) => socket.end('HTTP/1.1 101 Switching Protocols\r\n\r\n'))
  const before = server.listeners('upgrade') as Handshake[]
  server.removeAllListeners('upgrade')
  expect(server.listenerCount('upgrade')).toBe(0)
  onUpgrade(server, (...args) => before.forEach((listener) => Reflect.apply(listener, server, args)))
  await answerTo(port, upgrade('/'))
  expect(service.counts()).toEqual({ get: 1, '1XX': 1 })
})

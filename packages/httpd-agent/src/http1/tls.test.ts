import { once } from 'node:events'
import type { Server, IncomingMessage } from 'node:http'
import { createSecureServer } from 'node:http2'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import { connect, type TLSSocket, type TlsOptions } from 'node:tls'
import { expect, onTestFinished, test } from 'vitest'
import { counted, get, sampled, watch } from './serve.test-helper.ts'

// A key that both know stands for certificates, which would have to be made and would expire.
const psk = Buffer.from('a key of this test')
const options: TlsOptions = {
  ciphers: 'PSK',
  maxVersion: 'TLSv1.2',
  pskCallback: () => psk,
  pskIdentityHint: 'test',
}

const servers: [
  string,
  (listener: (request: IncomingMessage, response: { end(text: string): void }) => void) => Server,
][] = [
  ['https', (listener) => createServer(options, listener)],
  [
    'http2 with allowHTTP1',
    (listener) => createSecureServer({ ...options, allowHTTP1: true }, listener as never) as never,
  ],
]

async function serveTls(create: (typeof servers)[number][1]): Promise<{ server: Server; port: number }> {
  const server = create((_request, response) => response.end('hello'))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => void server.close())
  return { server, port: (server.address() as AddressInfo).port }
}

async function connectTls(port: number): Promise<TLSSocket> {
  const socket = connect({
    port,
    host: '127.0.0.1',
    ciphers: 'PSK',
    maxVersion: 'TLSv1.2',
    ALPNProtocols: ['http/1.1'],
    pskCallback: () => ({ psk, identity: 'test' }),
    checkServerIdentity: () => undefined,
  })
  socket.on('error', () => undefined)
  onTestFinished(() => void socket.destroy())
  await once(socket, 'secureConnect')
  return socket
}

async function answerTo(port: number, text: string): Promise<string> {
  const socket = await connectTls(port)
  socket.write(text)
  let heard = ''
  socket.setEncoding('latin1').on('data', (chunk: string) => (heard += chunk))
  await once(socket, 'close')
  return heard
}

test.each(servers)('%s: requests, upgrades, and what cannot be read', async (_what, create) => {
  const service = watch()
  const { server, port } = await serveTls(create)
  server.on('upgrade', (_request: IncomingMessage, socket: Duplex) =>
    socket.end('HTTP/1.1 101 Switching Protocols\r\n\r\n'),
  )
  expect(await answerTo(port, get('/a'))).toMatch(/hello/u)
  expect(
    await answerTo(port, 'GET /b HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n'),
  ).toMatch(/ 101 /u)
  expect(await answerTo(port, 'nonsense\r\n\r\n')).toMatch(/ 400 /u)
  await counted(service, 3)
  expect(service.counts()).toEqual({ get: 2, other: 1, '1XX': 1, '2XX': 1, '4XX': 1 })
  expect(sampled(service)).toMatchObject([
    { uri: '/a', protocol: 1001, status: 200, resp_bytes: 5 },
    { uri: '/b', status: 101 },
    { status: 400 },
  ])
  expect(service.flows[0]?.records['extended_socket_ipv4']).toMatchObject({
    local_port: port,
    remote_ip: '127.0.0.1',
  })
  expect(service.inFlight).toBe(0)
})

test.each(servers)('%s: a download that is broken off', async (_what, create) => {
  const service = watch()
  const total = 64 * 2 ** 20
  const { server, port } = await serveTls(create)
  server
    .removeAllListeners('request')
    .on('request', (_request, response) => response.end(Buffer.alloc(total)))
  const socket = await connectTls(port)
  socket.write(get('/'))
  await once(socket, 'data')
  socket.destroy()
  await counted(service, 1)
  const sent = Number(sampled(service)[0]?.['resp_bytes'])
  expect(sampled(service)).toMatchObject([{ status: 200 }])
  expect(sent).toBeGreaterThan(0)
  expect(sent).toBeLessThan(total)
})

import { once } from 'node:events'
import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { expect, test, vi } from 'vitest'
import { answerTo, counted, get, hear, sampled, say, serve } from './serve.test-helper.ts'

const REQUEST = 'GET / HTTP/1.1\r\nHost: a\r\n\r\n'
const POST = 'POST / HTTP/1.1\r\nHost: a\r\n'

test.each([
  ['no HTTP', 400, 'what is this?\r\n\r\n', {}],
  ['bytes beyond ASCII in the URL', 400, Buffer.from('GET /\xfc HTTP/1.1\r\nHost: a\r\n\r\n', 'latin1'), {}],
  ['too much of a header', 431, `GET / HTTP/1.1\r\nA: ${'a'.repeat(20_000)}\r\n\r\n`, {}],
  ['headers that do not come to their end', 408, 'GET / HTTP/1.1\r\n', { headersTimeout: 30 }],
])('%s is answered by Node with %i, and counted', async (_what, status, text, options) => {
  const { service, port } = await serve((_request, response) => response.end(), {
    connectionsCheckingInterval: 10,
    ...options,
  })
  expect(await answerTo(port, text)).toMatch(new RegExp(`^HTTP/1.1 ${status} `, 'u'))
  await counted(service, 1)
  expect(service.counts()).toEqual({ other: 1, '4XX': 1 })
  expect(service.offered.requests).toBe(1)
  expect(sampled(service)).toMatchObject([{ method: 0, status, uri: '' }])
  expect(service.inFlight).toBe(0)
})

test.each([
  ['a body that cannot be read', 400, `${POST}Transfer-Encoding: chunked\r\n\r\nno length\r\n`, {}],
  [
    'chunk extensions that are too long',
    413,
    `${POST}Transfer-Encoding: chunked\r\n\r\n1;${'a'.repeat(20_000)}\r\n`,
    {},
  ],
  [
    'a body that does not come in time',
    408,
    `${POST}Content-Length: 9\r\n\r\nabc`,
    { requestTimeout: 30, headersTimeout: 30 },
  ],
])('%s belongs to the request that was begun: %i', async (_what, status, text, options) => {
  const { service, port } = await serve((request) => void request.on('error', () => undefined).resume(), {
    connectionsCheckingInterval: 10,
    ...options,
  })
  expect(await answerTo(port, text)).toMatch(new RegExp(`^HTTP/1.1 ${status} `, 'u'))
  await counted(service, 1)
  expect(service.counts()).toEqual({ post: 1, '4XX': 1 })
  expect(sampled(service)).toMatchObject([{ method: 4, status }])
})

test('the rest of a request that was answered already is not counted again', async () => {
  const { service, port } = await serve((_request, response) => response.end('too large'))
  const socket = await say(port, `${POST}Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n`)
  await once(socket, 'data')
  socket.write('no length\r\n')
  await hear(socket)
  expect(service.counts()).toEqual({ post: 1, '2XX': 1 })
  expect(sampled(service)).toMatchObject([{ status: 200 }])
})

test('what cannot be read after a good request is another one', async () => {
  const { service, port } = await serve((_request, response) => response.end('x'))
  const socket = await say(port, REQUEST)
  await once(socket, 'data')
  socket.write('nonsense\r\n\r\n')
  await hear(socket)
  await counted(service, 2)
  expect(service.counts()).toEqual({ get: 1, other: 1, '2XX': 1, '4XX': 1 })
})

test('nonsense behind a request that waits: that one has no answer', async () => {
  const { service, port } = await serve(() => undefined)
  expect(await answerTo(port, `${REQUEST}nonsense\r\n\r\n`)).toMatch(/400/u)
  await counted(service, 2)
  expect(sampled(service).map(({ method, status }) => [method, status])).toEqual([
    [2, 499],
    [0, 400],
  ])
})

test("the application's own answer counts, written or not", async () => {
  const { service, server, port } = await serve()
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Duplex) => {
    if (error.code === 'HPE_HEADER_OVERFLOW') socket.destroy()
    else socket.end('HTTP/1.1 418 No\r\nConnection: close\r\n\r\n')
  })
  expect(await answerTo(port, 'nonsense\r\n\r\n')).toMatch(/418/u)
  await answerTo(port, `GET / HTTP/1.1\r\nA: ${'a'.repeat(20_000)}\r\n\r\n`)
  await counted(service, 2)
  expect(sampled(service).map(({ status }) => status)).toEqual([418, 431])
  expect(service.flows[0]?.records['extended_socket_ipv4']).toMatchObject({ local_port: port })
})

test('connections that say nothing, or go away, are no requests', async () => {
  const { service, server, port } = await serve((_request, response) => response.end())
  const closed: Promise<unknown>[] = []
  server.on('connection', (socket) => closed.push(once(socket, 'close').catch(() => undefined)))
  const silent = await say(port)
  silent.end()
  const reset = await say(port)
  reset.resetAndDestroy()
  await vi.waitFor(() => expect(closed).toHaveLength(2))
  await Promise.all(closed)
  await answerTo(port, get('/'))
  expect(service.counts()).toEqual({ get: 1, '2XX': 1 })
})

test('nobody is answered in our name: errors of clients are handled as without us', async () => {
  const { server } = await serve()
  expect(server.listenerCount('clientError')).toBe(0)
  expect(server.listenerCount('upgrade')).toBe(0)
  expect(server.listenerCount('connect')).toBe(0)
})

test('expectations: continued, left to the application, and refused', async () => {
  const { service, port, server } = await serve(
    (request, response) => void request.resume().on('end', () => response.end('ok')),
  )
  const expecting = (value: string) =>
    `POST /${value} HTTP/1.1\r\nHost: a\r\nExpect: ${value}\r\nConnection: close\r\nContent-Length: 3\r\n\r\n`
  const socket = await say(port, expecting('100-continue'))
  expect(String((await once(socket, 'data'))[0])).toMatch(/^HTTP\/1.1 100 /u)
  socket.write('abc')
  await hear(socket)
  await answerTo(port, expecting('miracles'))
  server.on('checkContinue', (_request: IncomingMessage, response: import('node:http').ServerResponse) =>
    response.writeHead(413).end(),
  )
  await answerTo(port, expecting('100-continue'))
  expect(service.counts()).toEqual({ post: 3, '2XX': 1, '4XX': 2 })
  expect(
    sampled(service).map(({ status, req_bytes, resp_bytes }) => [status, req_bytes, resp_bytes]),
  ).toEqual([
    [200, 3, 2],
    [417, 0, 0],
    [413, 0, 0],
  ])
})

test("Node's own answers: without Host, and beyond the requests of a connection", async () => {
  const { service, port, server } = await serve((_request, response) => response.end())
  server.maxRequestsPerSocket = 1
  await answerTo(port, 'GET / HTTP/1.1\r\n\r\n')
  await answerTo(port, REQUEST + get('/'))
  expect(service.counts()).toEqual({ get: 3, '2XX': 1, '4XX': 1, '5XX': 1 })
})

import { once } from 'node:events'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { expect, test } from 'vitest'
import { counted, get, hear, sampled, say, serve, type Served } from './serve.test-helper.ts'

/** A server whose requests are left to the test. */
async function hold(): Promise<Served & { next: () => Promise<[IncomingMessage, ServerResponse]> }> {
  const served = await serve((request, response) => void served.server.emit('asked', request, response))
  const next = () => once(served.server, 'asked') as Promise<[IncomingMessage, ServerResponse]>
  return { ...served, next }
}

test('a client that leaves before any answer: 499', async () => {
  const { service, port, next } = await hold()
  const asked = next()
  const socket = await say(port, 'GET /a HTTP/1.1\r\nHost: a\r\n\r\n')
  const [, response] = await asked
  expect(service.inFlight).toBe(1)
  socket.destroy()
  await once(response, 'close')
  expect(service.counts()).toEqual({ get: 1, '4XX': 1 })
  expect(sampled(service)).toMatchObject([{ status: 499, uri: '/a', resp_bytes: 0 }])
  expect(service.flows[0]?.records['extended_socket_ipv4']).toMatchObject({ local_port: port })
  expect(service.inFlight).toBe(0)
  // What the application still says goes nowhere, and is not counted again.
  response.end('late')
  expect(service.total()).toBe(1)
})

test('what the application does about an abort does not make it an answer', async () => {
  const { service, port, next } = await hold()
  const asked = next()
  const socket = await say(port, 'POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nabc')
  const [request, response] = await asked
  request.on('aborted', () => response.writeHead(500).end('aborted')).on('error', () => undefined)
  socket.resetAndDestroy()
  await counted(service, 1)
  expect(sampled(service)).toMatchObject([{ status: 499, req_bytes: 3, resp_bytes: 0 }])
})

test('an upload that ends in its middle: 499, with what has come', async () => {
  const { service, port, next } = await hold()
  const asked = next()
  const socket = await say(port, 'PUT /a HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\n')
  const [request] = await asked
  request.on('error', () => undefined)
  socket.write(Buffer.alloc(3000))
  let received = 0
  for await (const chunk of request) {
    received += (chunk as Buffer).length
    if (received === 3000) break
  }
  socket.end()
  await counted(service, 1)
  expect(service.counts()).toEqual({ put: 1, '4XX': 1 })
  expect(sampled(service)).toMatchObject([{ status: 499, req_bytes: 3000 }])
})

test('a download that the client breaks off keeps its status, with the bytes that have left the process', async () => {
  const { service, port, next } = await hold()
  const asked = next()
  const socket = await say(port, get('/big'))
  const [, response] = await asked
  const total = 64 * 2 ** 20
  response.setHeader('Content-Length', total)
  response.end(Buffer.alloc(total))
  let heard = 0
  await new Promise<void>((resolve) => {
    socket.on('data', (chunk) => {
      heard += chunk.length
      if (heard > 100_000) resolve()
    })
  })
  socket.destroy()
  await counted(service, 1)
  const [sample] = sampled(service)
  expect(sample).toMatchObject({ status: 200 })
  const sent = Number(sample?.['resp_bytes'])
  // More than the client has read, but not more than the buffers of the kernel can hold besides.
  expect(sent).toBeGreaterThan(heard - 1000)
  expect(sent).toBeLessThan(total / 2)
})

test('what waits in the process when a stream is broken off is not counted', async () => {
  const { service, port, next } = await hold()
  const asked = next()
  const socket = await say(port, get('/stream'))
  const [, response] = await asked
  const chunk = Buffer.alloc(2 ** 20)
  // Regardless of the back-pressure.
  for (let i = 0; i < 64; i++) response.write(chunk)
  await once(socket, 'data')
  socket.resetAndDestroy()
  await counted(service, 1)
  const sent = Number(sampled(service)[0]?.['resp_bytes'])
  expect(sent).toBeGreaterThan(0)
  expect(sent).toBeLessThan(32 * 2 ** 20)
})

test('pipelined requests of a client that leaves are all over', async () => {
  const { service, port, next } = await hold()
  const asked = next()
  const socket = await say(
    port,
    'GET /1 HTTP/1.1\r\nHost: a\r\n\r\nHEAD /2 HTTP/1.1\r\nHost: a\r\n\r\nPUT /3 HTTP/1.1\r\nHost: a\r\n\r\n',
  )
  const [, response] = await asked
  response.write('begun')
  await once(socket, 'data')
  expect(service.inFlight).toBe(3)
  socket.destroy()
  await counted(service, 3)
  expect(service.counts()).toEqual({ get: 1, head: 1, put: 1, '2XX': 1, '4XX': 2 })
  expect(sampled(service).map(({ uri, status }) => [uri, status])).toEqual([
    ['/1', 200],
    ['/2', 499],
    ['/3', 499],
  ])
  expect(service.inFlight).toBe(0)
})

test('an answer that waited for its turn in a pipeline was none', async () => {
  const { service, port, server } = await serve((request, response) => {
    if (request.url === '/2') {
      response.end('ready')
      server.emit('both')
    }
  })
  const both = once(server, 'both')
  const socket = await say(port, 'GET /1 HTTP/1.1\r\nHost: a\r\n\r\nGET /2 HTTP/1.1\r\nHost: a\r\n\r\n')
  await both
  socket.destroy()
  await counted(service, 2)
  expect(sampled(service)).toMatchObject([
    { uri: '/1', status: 499, resp_bytes: 0 },
    { uri: '/2', status: 499, resp_bytes: 0 },
  ])
})

test('a server that destroys the answer, or all connections, has counted the request', async () => {
  const { service, port, server, next } = await hold()
  let asked = next()
  await say(port, get('/1'))
  const [, first] = await asked
  first.destroy()
  await counted(service, 1)
  asked = next()
  await say(port, get('/2'))
  const [, second] = await asked
  second.write('x')
  server.closeAllConnections()
  await counted(service, 2)
  expect(sampled(service)).toMatchObject([
    { uri: '/1', status: 499 },
    { uri: '/2', status: 200 },
  ])
  expect(service.inFlight).toBe(0)
})

test('an answer whose end comes after the connection is not counted twice', async () => {
  const { service, port, next } = await hold()
  const asked = next()
  const socket = await say(port, get('/a'))
  const [, response] = await asked
  response.writeHead(200, { 'Content-Length': 4 })
  response.write('done')
  await once(socket, 'data')
  socket.resetAndDestroy()
  await once(response, 'close')
  response.end()
  await new Promise(setImmediate)
  expect(service.counts()).toEqual({ get: 1, '2XX': 1 })
  expect(sampled(service)).toMatchObject([{ resp_bytes: 4 }])
})

test('an idle connection that times out counts nothing more', async () => {
  const { service, port } = await serve((_request, response) => response.end('x'), { keepAliveTimeout: 1 })
  const socket = await say(port, 'GET / HTTP/1.1\r\nHost: a\r\n\r\n')
  await hear(socket)
  expect(service.counts()).toEqual({ get: 1, '2XX': 1 })
}, 10_000)

test('an answer that is ended with the error of another request is one request', async () => {
  const { service, port, next } = await hold()
  const asked = next()
  await say(port, 'GET /proxied HTTP/1.1\r\nHost: a\r\n\r\n')
  const [, response] = await asked
  // As of a request that a proxy makes, whose answer cannot be read.
  response.on('error', () => undefined).destroy(Object.assign(new Error(), { code: 'HPE_INVALID_CONSTANT' }))
  await counted(service, 1)
  expect(service.counts()).toEqual({ get: 1, '4XX': 1 })
  expect(sampled(service)).toMatchObject([{ status: 499, uri: '/proxied' }])
})

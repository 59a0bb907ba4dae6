import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { Agent, IncomingMessage, createServer, request as httpRequest, type ServerResponse } from 'node:http'
import { connect, createServer as createNetServer, type AddressInfo, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { SLOT } from '../service/totals.ts'
import { transactionOf } from '../transaction/transaction.ts'
import { createFakeService, captureOf, fakeServices } from './fake-services.test-helper.ts'
import { answerTo, counted, get, hear, listen, sampled, say, serve, watch } from './serve.test-helper.ts'
import { watchHttp1 } from './watch-http1.ts'

test('a request is counted, and what is sampled tells what it was', async () => {
  const { service, port } = await serve((_request, response) => {
    response.writeHead(201, { 'content-TYPE': 'text/plain; charset=utf-8' }).end('hello')
  })
  const socket = await say(
    port,
    'POST /a/b?secret=1 HTTP/1.1\r\nHost: example.org\r\nUser-Agent: Ünit\r\nReferer: http://u:p@ref.example/x?y#z\r\n' +
      'X-Forwarded-For: 203.0.113.9, 10.0.0.1\r\nContent-Length: 3\r\n\r\nabc',
  )
  await once(socket, 'data')
  await counted(service, 1)
  expect(service.counts()).toEqual({ post: 1, '2XX': 1 })
  expect(service.inFlight).toBe(0)
  expect(service.flows).toEqual([
    {
      kind: 'requests',
      rate: 1,
      records: {
        http_request: {
          method: 4,
          protocol: 1001,
          uri: '/a/b',
          host: 'example.org',
          referer: 'http://ref.example/x',
          useragent: 'Ünit',
          xff: '203.0.113.9, 10.0.0.1',
          authuser: '',
          mime_type: 'text/plain',
          req_bytes: 3,
          resp_bytes: 5,
          uS: expect.any(Number) as unknown,
          status: 201,
        },
        extended_socket_ipv4: {
          protocol: 6,
          local_ip: '127.0.0.1',
          remote_ip: '127.0.0.1',
          local_port: port,
          remote_port: socket.localPort,
        },
      },
    },
  ])
})

test('each method and each class of status has its place', async () => {
  const { service, port } = await serve((request, response) => {
    response.statusCode = Number(request.url?.slice(1))
    response.end()
  })
  const cases: [string, number][] = [
    ['OPTIONS', 200],
    ['GET', 301],
    ['HEAD', 404],
    ['POST', 500],
    ['PUT', 200],
    ['DELETE', 204],
    ['TRACE', 304],
    ['PATCH', 299],
    ['PROPFIND', 599],
    ['GET', 600],
  ]
  for (const [method, status] of cases)
    await answerTo(port, `${method} /${status} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`)
  expect(service.counts()).toEqual({
    option: 1,
    get: 2,
    head: 1,
    post: 1,
    put: 1,
    delete: 1,
    trace: 1,
    other: 2,
    '2XX': 4,
    '3XX': 2,
    '4XX': 1,
    '5XX': 2,
    'other status': 1,
  })
  expect(sampled(service).map(({ method, status }) => [method, status])).toEqual([
    [1, 200],
    [2, 301],
    [3, 404],
    [4, 500],
    [5, 200],
    [6, 204],
    [7, 304],
    [0, 299],
    [0, 599],
    [2, 600],
  ])
})

test('the duration is that of the answer, in microseconds', async () => {
  const { service, port } = await serve((_request, response) => {
    response.write('a')
    setTimeout(() => response.end('b'), 80)
  })
  const began = performance.now()
  await answerTo(port, get('/'))
  const elapsedUs = (performance.now() - began) * 1000
  const uS = Number(sampled(service)[0]?.['uS'])
  expect(uS).toBeGreaterThan(78_000)
  expect(uS).toBeLessThan(elapsedUs)
})

test('requests on one connection are counted one by one, in flight while they are answered', async () => {
  const waiting: ServerResponse[] = []
  const { service, port, server } = await serve((_request, response) => {
    waiting.push(response)
    server.emit('asked')
  })
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  onTestFinished(() => agent.destroy())
  for (const round of [1, 2, 3]) {
    const asked = once(server, 'asked')
    const request = httpRequest({ port, host: '127.0.0.1', agent }).end()
    await asked
    expect(service.inFlight).toBe(1)
    expect(service.total()).toBe(round - 1)
    waiting.pop()?.end('x')
    const [response] = (await once(request, 'response')) as [IncomingMessage]
    await once(response.resume(), 'end')
    expect(service.inFlight).toBe(0)
    expect(service.total()).toBe(round)
  }
  expect(service.offered.requests).toBe(3)
})

test('pipelined requests are each counted, with what each was', async () => {
  const { service, port } = await serve((request, response) => {
    // The first is answered last: the others wait for it.
    setTimeout(() => response.end(request.url), request.url === '/1' ? 30 : 0)
  })
  const heard = await answerTo(
    port,
    [1, 22, 333].map((i) => `GET /${i} HTTP/1.1\r\nHost: a\r\n\r\n`).join('') + get('/4444'),
  )
  expect(heard.match(/HTTP\/1.1 200/gu)).toHaveLength(4)
  expect(service.counts()).toEqual({ get: 4, '2XX': 4 })
  expect(service.inFlight).toBe(0)
  expect(sampled(service).map(({ uri, resp_bytes }) => [uri, resp_bytes])).toEqual([
    ['/1', 2],
    ['/22', 3],
    ['/333', 4],
    ['/4444', 5],
  ])
})

const POST = 'POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 1\r\n\r\nx'

test('only what is sampled carries a transaction, and nothing else is touched', async () => {
  const seen: [unknown, boolean, boolean][] = []
  const { service, port } = await serve((request, response) => {
    seen.push([transactionOf(request), Object.hasOwn(response, 'write'), Object.hasOwn(request, 'push')])
    response.end()
  })
  let turn = 0
  service.pick = () => turn++ % 2 === 1
  for (let i = 0; i < 4; i++) await answerTo(port, i === 3 ? POST : get('/'))
  expect(seen).toEqual([
    [undefined, false, false],
    // It announces no body that could be counted.
    [expect.anything(), true, false],
    [undefined, false, false],
    [expect.anything(), true, true],
  ])
  expect(service.flows).toHaveLength(2)
  expect(service.total()).toBe(4)
})

test('what an adapter adds is asked for at the end', async () => {
  let user: string | undefined
  const { service, port } = await serve(
    (request, response) => {
      const transaction = transactionOf(request)!
      transaction.template = () => '/users/:id'
      transaction.user = () => user
      request.url = '/rewritten'
      user = 'ann'
      response.end()
    },
    {},
    { uri: 'template' },
  )
  await answerTo(port, get('/users/7'))
  expect(sampled(service)).toMatchObject([{ uri: '/users/:id', authuser: 'ann' }])
})

test('what is ignored is neither counted nor offered, also among others', async () => {
  const { service, port } = await serve(
    (_request, response) => response.end(),
    {},
    { ignore: (request) => request.url === '/health' },
  )
  await answerTo(
    port,
    'GET /health HTTP/1.1\r\nHost: a\r\n\r\nGET /a HTTP/1.1\r\nHost: a\r\n\r\n' + get('/health'),
  )
  expect(service.counts()).toEqual({ get: 1, '2XX': 1 })
  expect(service.offered.requests).toBe(1)
  expect(sampled(service)).toMatchObject([{ uri: '/a' }])
})

test('functions that throw are reported, and the request is told without them', async () => {
  const told: string[] = []
  const fail = (): never => {
    throw new Error('no')
  }
  const { service, port } = await serve(
    (request, response) => {
      transactionOf(request)!.template = fail
      response.end()
    },
    {},
    { uri: 'template', ignore: fail, authUser: fail, clientIp: fail, onHookError: (name) => told.push(name) },
  )
  await answerTo(port, get('/a'))
  expect(service.counts()).toEqual({ get: 1, '2XX': 1 })
  expect(sampled(service)).toMatchObject([{ uri: '/a', authuser: '' }])
  expect(told.toSorted()).toEqual(['authUser', 'clientIp', 'ignore', 'template'])
})

test('a failure of ours is told, and the application answers', async () => {
  const service = createFakeService()
  service.flow = () => {
    throw new Error('ours')
  }
  const errors: unknown[] = []
  const stop = watchHttp1({
    services: fakeServices(service),
    capture: captureOf({ onError: (error) => errors.push(error) }),
    onRequest: () => {
      throw new Error('ours')
    },
  })
  onTestFinished(stop)
  const port = await listen(createServer((_request, response) => response.end('fine')))
  expect(await answerTo(port, get('/'))).toMatch(/fine/u)
  expect(errors).toHaveLength(2)
})

test('connections that another server has accepted are counted where they are answered', async () => {
  const service = watch()
  const http = createServer((_request, response) => response.end('x'))
  const front = createNetServer((socket) => http.emit('connection', socket))
  front.listen(0, '127.0.0.1')
  await once(front, 'listening')
  onTestFinished(() => void front.close())
  expect(await answerTo((front.address() as AddressInfo).port, get('/'))).toMatch(/200 OK/u)
  expect(service.counts()).toEqual({ get: 1, '2XX': 1 })
})

test('a server that listens again is counted again', async () => {
  const { service, server, port } = await serve((_request, response) => response.end())
  await answerTo(port, get('/1'))
  server.close()
  await once(server, 'close')
  const again = await listen(server)
  await answerTo(again, get('/2'))
  expect(service.counts()).toEqual({ get: 2, '2XX': 2 })
})

test('nothing is counted after the end, and another watch can follow on the same connection', async () => {
  const first = createFakeService()
  const stop = watchHttp1({ services: fakeServices(first), capture: captureOf() })
  const server = createServer((_request, response) => response.end('x'))
  const port = await listen(server)
  const socket = await say(port, 'GET /1 HTTP/1.1\r\nHost: a\r\n\r\n')
  await once(socket, 'data')
  stop()
  socket.write('GET /2 HTTP/1.1\r\nHost: a\r\n\r\n')
  await once(socket, 'data')
  const second = watch()
  socket.write('GET /3 HTTP/1.1\r\nHost: a\r\n\r\n')
  await once(socket, 'data')
  await counted(second, 1)
  expect([first.total(), second.total()]).toEqual([1, 1])
  expect(server.listenerCount('newListener')).toBeLessThanOrEqual(3)
})

test('HTTP/1.0, and a unix socket, which has no addresses', async () => {
  const service = watch()
  const directory = await mkdtemp(join(tmpdir(), 'httpd-agent-'))
  onTestFinished(() => rm(directory, { recursive: true }))
  const path = join(directory, 'socket')
  const server = createServer((_request, response) => response.end('x')).listen(path)
  await once(server, 'listening')
  onTestFinished(() => void server.close())
  const socket = connect(path).on('error', () => undefined)
  socket.write('GET / HTTP/1.0\r\n\r\n')
  expect(await hear(socket)).toMatch(/200 OK/u)
  expect(service.counts()).toEqual({ get: 1, '2XX': 1 })
  expect(sampled(service)).toMatchObject([{ protocol: 1000, host: '' }])
  expect(Object.keys(service.flows[0]?.records ?? {})).toEqual(['http_request'])
})

test('a request that cannot be sampled is counted, and the sample is lost', async () => {
  class Frozen extends IncomingMessage {
    constructor(socket: Socket) {
      super(socket)
      Object.defineProperty(this, 'push', { value: this.push.bind(this), writable: false })
    }
  }
  const service = createFakeService()
  const errors: unknown[] = []
  onTestFinished(
    watchHttp1({
      services: fakeServices(service),
      capture: captureOf({ onError: (error) => errors.push(error) }),
    }),
  )
  const port = await listen(
    createServer({ IncomingMessage: Frozen }, (_request, response) => response.end('x')),
  )
  expect(await answerTo(port, POST)).toMatch(/200 OK/u)
  expect(service.counts()).toEqual({ post: 1, '2XX': 1 })
  expect([service.totals[SLOT.DROPS], errors.length, service.inFlight]).toEqual([1, 1, 0])
})

test.each<[string, (response: ServerResponse) => void, number]>([
  ['with the text of Node', (response) => response.writeHead(404), 404],
  ['with a text of its own', (response) => response.writeHead(404, 'Gone fishing'), 404],
  ['that Node does not know', (response) => response.writeHead(299), 299],
  ['by a first chunk', (response) => response.write('a'), 200],
])('a status that was sent %s is counted, not one that is set afterwards', async (_, send, status) => {
  const { service, port } = await serve((_request, response) => {
    send(response)
    response.statusCode = 500
    response.end()
  })
  expect(await answerTo(port, get('/'))).toMatch(`HTTP/1.1 ${status}`)
  await counted(service, 1)
  expect(service.counts()).toEqual({ get: 1, [`${String(status)[0]}XX`]: 1 })
  expect(sampled(service)).toMatchObject([{ status }])
})

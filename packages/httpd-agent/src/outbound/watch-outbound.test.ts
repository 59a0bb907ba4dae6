import { once } from 'node:events'
import {
  Agent as HttpAgent,
  createServer,
  request as httpRequest,
  type IncomingMessage,
  type RequestListener,
  type RequestOptions,
  type Server,
} from 'node:http'
import { createServer as createPlainServer } from 'node:net'
import { Agent, request as undiciRequest } from 'undici'
import { afterAll, expect, test } from 'vitest'
import {
  captureOf,
  createFakeService,
  fakeServices,
  type FakeService,
} from '../http1/fake-services.test-helper.ts'
import { listen, onEnd, portOf } from '../http2/listen.test-helper.ts'
import { operationCounts, operationsOf, watch } from './outbound.test-helper.ts'
import { watchOutbound } from './watch-outbound.ts'

const answers: RequestListener = (request, response) => {
  const [, what, detail] = request.url!.split(/[/?]/u)
  if (what === 'hang') return
  if (what === 'break') {
    response.writeHead(200, { 'content-length': 100 })
    response.write('begun', () => request.socket.destroy())
  } else if (what === 'refuse-body') {
    response.writeHead(413, { connection: 'close' }).end('too much')
  } else if (what === 'slow') {
    response.write('12345')
    setTimeout(() => response.end('678'), 60)
  } else request.resume().on('end', () => response.writeHead(Number(detail ?? 200)).end('answer'))
}

const serve = (): Promise<Server> => listen(createServer(answers))

type Client = (
  url: string,
  options?: { method?: string; body?: string; signal?: AbortSignal },
) => Promise<unknown>

const viaFetch: Client = async (url, options = {}) => await (await fetch(url, options)).text()

const dispatcher = new Agent({ keepAliveTimeout: 10 })
const viaUndici: Client = async (url, { method = 'GET', ...options } = {}) =>
  await (await undiciRequest(url, { method: method as 'GET', dispatcher, ...options })).body.text()

const keepAlive = new HttpAgent({ keepAlive: true, maxSockets: 2 })
function http(url: string, options: RequestOptions & { body?: string } = {}): Promise<void> {
  const { body, ...rest } = options
  return new Promise((resolve, reject) => {
    const request = httpRequest(url, { agent: keepAlive, ...rest }, (response: IncomingMessage) => {
      response.resume().on('end', resolve).on('error', reject)
    })
    request.on('error', reject)
    request.end(body)
  })
}

const clients: readonly (readonly [string, Client])[] = [
  ['fetch', viaFetch],
  ['undici', viaUndici],
  ['node:http', http],
]

test.each(clients)(
  '%s: a request is told with what it asked, of whom, and what came of it',
  async (_, client) => {
    const service = watch()
    const port = portOf(await serve())
    service.flows.length = 0
    await client(`http://127.0.0.1:${port}/status/201?secret=1`, { method: 'POST', body: 'hällo' })
    const [{ app_operation, extended_socket_ipv4, app_parent_context } = {}] = await operationsOf(service, 1)
    const { uS, ...told } = app_operation!
    expect(told).toEqual({
      application: `127.0.0.1:${port}`,
      operation: 'POST',
      attributes: 'path=/status/201',
      status_descr: '201 Created',
      req_bytes: 6,
      resp_bytes: 6,
      status: 0,
    })
    expect(uS).toBeGreaterThan(0)
    expect(extended_socket_ipv4).toMatchObject({
      protocol: 6,
      local_ip: '127.0.0.1',
      remote_ip: '127.0.0.1',
      remote_port: port,
    })
    // The port of this end is that from which the server has the request.
    const served = service.flows.find(({ kind }) => kind === 'requests')!.records['extended_socket_ipv4']!
    expect(extended_socket_ipv4!['local_port']).toBe(served['remote_port'])
    expect(app_parent_context).toBeUndefined()
  },
)

test.each(clients)('%s: from the beginning to the end of the answer', async (_, client) => {
  const service = watch()
  const port = portOf(await serve())
  const began = performance.now()
  await client(`http://127.0.0.1:${port}/slow`)
  const tookUs = (performance.now() - began) * 1000
  const [{ app_operation } = {}] = await operationsOf(service, 1)
  expect(app_operation).toMatchObject({ resp_bytes: 8, req_bytes: 0 })
  expect(app_operation!['uS']).toBeGreaterThan(55_000)
  expect(app_operation!['uS']).toBeLessThan(tookUs + 5000)
})

test.each(clients)('%s: each status is counted once', async (_, client) => {
  const service = watch()
  const url = `http://127.0.0.1:${portOf(await serve())}`
  const statuses = [200, 204, 304, 400, 401, 403, 404, 408, 413, 418, 429, 500, 501, 502, 503, 504]
  await Promise.all(statuses.map((status) => client(`${url}/status/${status}`)))
  expect(await operationsOf(service, statuses.length)).toHaveLength(statuses.length)
  expect(operationCounts(service)).toEqual({
    success: 3,
    bad_request: 2,
    unauthorized: 1,
    forbidden: 1,
    not_found: 1,
    timeout: 2,
    too_large: 1,
    internal_error: 1,
    not_implemented: 1,
    unavailable: 3,
  })
})

test.each(clients)('%s: errors, timeouts, aborts and broken answers are counted once', async (_, client) => {
  const service = watch()
  const url = `http://127.0.0.1:${portOf(await serve())}`
  const closed = createPlainServer().listen(0, '127.0.0.1')
  await once(closed, 'listening')
  const nobody = portOf(closed)
  await new Promise((resolve) => closed.close(resolve))
  const abort = new AbortController()
  setTimeout(() => abort.abort(), 30)
  const failing = [
    client(`http://127.0.0.1:${nobody}/`),
    client(`${url}/break`),
    client(`${url}/hang`, { signal: AbortSignal.timeout(30) }),
    client(`${url}/hang`, { signal: abort.signal }),
  ]
  const results = await Promise.allSettled(failing)
  expect(results.map(({ status }) => status)).toEqual(failing.map(() => 'rejected'))
  const told = (await operationsOf(service, 4)).map(({ app_operation }) => app_operation!)
  expect(told).toHaveLength(4)
  expect(operationCounts(service)).toEqual({ unavailable: 2, timeout: 1, other: 1 })
  const described = told.map(({ status_descr }) => status_descr)
  expect(described).toContain('ECONNREFUSED')
  expect(described).toContain('TimeoutError')
  // The name of fetch's, the code of Node's.
  expect(described.filter((text) => text === 'AbortError' || text === 'ABORT_ERR')).toHaveLength(1)
})

test('what fetch is redirected to is a request of its own', async () => {
  const service = watch()
  const target = portOf(await serve())
  const from = await listen(
    createServer((_request, response) =>
      response.writeHead(302, { location: `http://127.0.0.1:${target}/status` }).end(),
    ),
  )
  await viaFetch(`http://127.0.0.1:${portOf(from)}/old`)
  const told = (await operationsOf(service, 2)).map(({ app_operation }) => app_operation!)
  expect(told.map(({ attributes, status_descr }) => [attributes, status_descr])).toEqual([
    ['path=/old', '302 Found'],
    ['path=/status', '200 OK'],
  ])
})

test('node:http: uploads that are refused, streamed bodies, upgrades and CONNECT', async () => {
  const service = watch()
  const server = await serve()
  server.on('upgrade', (_request, socket) =>
    socket.end('HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n'),
  )
  server.on('connect', (_request, socket) => socket.end('HTTP/1.1 407 No\r\n\r\n'))
  const base = { port: portOf(server), host: '127.0.0.1', agent: false } as const

  const refused = httpRequest({ ...base, method: 'POST', path: '/refuse-body' })
  refused.on('error', () => undefined).on('response', (response) => response.resume())
  refused.write('x'.repeat(10))
  await once(refused, 'close')

  const streamed = httpRequest({ ...base, method: 'PUT', path: '/status/200' })
  streamed.on('response', (response) => response.resume())
  streamed.write('abc')
  streamed.write(Buffer.from('defg'))
  streamed.end('hi')
  await once(streamed, 'close')

  const upgrade = httpRequest({ ...base, path: '/', headers: { connection: 'upgrade', upgrade: 'x' } }).end()
  await once(upgrade, 'upgrade')
  const tunnel = httpRequest({ ...base, method: 'CONNECT', path: 'example.com:443' }).end()
  await once(tunnel, 'connect')

  const told = (await operationsOf(service, 4)).map(({ app_operation }) => app_operation!)
  expect(told.map(({ operation, status_descr }) => [operation, status_descr])).toEqual([
    ['POST', '413 Payload Too Large'],
    ['PUT', '200 OK'],
    ['GET', '101 Switching Protocols'],
    ['CONNECT', '407 Proxy Authentication Required'],
  ])
  expect(operationCounts(service)).toEqual({ too_large: 1, success: 2, unauthorized: 1 })
  // Node 20 tells of a request when it has been sent: what a chunked one has sent is not known then.
  const created = !process.version.startsWith('v20.')
  expect(told[1]!['req_bytes']).toBe(created ? 9 : 0)
})

test('requests that are not sampled are counted and carry nothing', async () => {
  const service = watch()
  service.pick = () => false
  const url = `http://127.0.0.1:${portOf(await serve())}/status/200`
  await Promise.all(clients.flatMap(([, client]) => Array.from({ length: 20 }, () => client(url))))
  await operationsOf(service, 0)
  const until = Date.now() + 5000
  while ((operationCounts(service)['success'] ?? 0) < 60 && Date.now() < until)
    await new Promise((resolve) => setImmediate(resolve))
  expect(operationCounts(service)).toEqual({ success: 60 })
  expect(service.offered.operations).toBe(60)
  expect(service.flows).toEqual([])
})

afterAll(() => keepAlive.destroy())

test('a process that serves nothing counts for the service that it is given, if any, and no longer than it watches', async () => {
  const url = `http://127.0.0.1:${portOf(await serve())}/status/200`
  const service = createFakeService()
  const services = { ...fakeServices(service), all: () => [], of: () => undefined }
  let fallback: FakeService | undefined
  const outbound = watchOutbound({ services, capture: captureOf(), fallback: () => fallback })
  onEnd(outbound.close)
  for (const [, client] of clients) await client(url)
  expect(service.offered.operations).toBe(0)
  fallback = service
  for (const [, client] of clients) await client(url)
  expect(await operationsOf(service, clients.length)).toHaveLength(clients.length)
  outbound.close()
  for (const [, client] of clients) await client(url)
  expect(service.offered.operations).toBe(clients.length)
})

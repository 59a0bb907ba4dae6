import { mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type ServerHttp2Stream } from 'node:http2'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { transactionOf } from '../transaction/transaction.ts'
import { ask, client, counted, samples, serve, watch } from './http2.test-helper.ts'
import { listen, onEnd, portOf } from './listen.test-helper.ts'

test('a sampled stream tells of its request, its answer and its connection', async () => {
  const service = watch()
  const server = await serve((stream) => {
    stream.additionalHeaders({ ':status': 103 })
    stream.respond({ ':status': 202, 'content-type': 'text/html; charset=utf-8' })
    stream.write('12345')
    setTimeout(() => stream.end('678'), 60)
  })
  const session = await client(server)
  const began = performance.now()
  await ask(session, {
    ':path': '/some/where?secret=1',
    ':authority': 'example.com:8080',
    referer: 'http://other.example/from?secret=2',
    'user-agent': 'tester/1.0',
    'x-forwarded-for': '192.0.2.1',
  })
  const tookUs = (performance.now() - began) * 1000
  await counted(service, 1)
  const { http_request, extended_socket_ipv4 } = service.flows[0]!.records
  const { uS, ...told } = http_request!
  expect(told).toEqual({
    method: 2,
    protocol: 2000,
    uri: '/some/where',
    host: 'example.com:8080',
    referer: 'http://other.example/from',
    useragent: 'tester/1.0',
    xff: '192.0.2.1',
    authuser: '',
    mime_type: 'text/html',
    req_bytes: 0,
    resp_bytes: 8,
    status: 202,
  })
  expect(uS).toBeGreaterThan(55_000)
  expect(uS).toBeLessThan(tookUs)
  expect(extended_socket_ipv4).toEqual({
    protocol: 6,
    local_ip: '127.0.0.1',
    remote_ip: '127.0.0.1',
    local_port: portOf(server),
    remote_port: session.socket.localPort,
  })
})

test('bytes are those of the bodies, of files too', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'sflow-http2-'))
  onEnd(() => rmSync(directory, { recursive: true }))
  const file = join(directory, 'file')
  writeFileSync(file, Buffer.alloc(300_000))
  const service = watch()
  const readThen = (stream: ServerHttp2Stream, then: () => void) => stream.resume().on('end', then)
  const server = await serve((stream, headers) => {
    const answers: Record<string, () => void> = {
      '/text': () => stream.end('äöü'),
      '/echo': () => stream.pipe(stream),
      '/file': () => stream.respondWithFile(file),
      '/descriptor': () => stream.respondWithFD(openSync(file, 'r'), {}, { offset: 5, length: 1000 }),
      '/read-file': () => readThen(stream, () => stream.respondWithFile(file)),
      '/read-text': () => readThen(stream, () => setImmediate(() => stream.end('four'))),
      '/head': () => stream.respond({ 'content-length': 77 }),
      '/empty': () => stream.respond({ ':status': 204 }, { endStream: true }),
      '/trailers': () => {
        stream.respond({}, { waitForTrailers: true })
        stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-status': '0' }))
        stream.end('trailed')
      },
    }
    answers[String(headers[':path'])]!()
  })
  const session = await client(server)
  const body = 'b'.repeat(100_000)
  const cases: [string, string, string | undefined, number, number][] = [
    ['GET', '/text', undefined, 0, 6],
    ['POST', '/echo', body, 100_000, 100_000],
    ['GET', '/file', undefined, 0, 300_000],
    ['GET', '/descriptor', undefined, 0, 1000],
    ['POST', '/read-file', body, 100_000, 300_000],
    ['POST', '/read-text', body, 100_000, 4],
    ['HEAD', '/head', undefined, 0, 0],
    ['GET', '/empty', undefined, 0, 0],
    ['GET', '/trailers', undefined, 0, 7],
  ]
  for (const [method, path, content] of cases)
    await ask(session, { ':method': method, ':path': path }, content === undefined ? {} : { body: content })
  await counted(service, cases.length)
  expect(samples(service).map(({ uri, req_bytes, resp_bytes }) => [uri, req_bytes, resp_bytes])).toEqual(
    cases.map(([, path, , sent, received]) => [path, sent, received]),
  )
})

test('what the application is given by the compatibility API carries the transaction', async () => {
  const service = watch({ uri: 'template' })
  const server = await listen(
    createServer((request, response) => {
      const transaction = transactionOf(request)
      if (transaction !== undefined) {
        transaction.template = () => '/users/:id'
        transaction.user = () => 'alice'
      }
      response.writeHead(200, { 'content-type': 'application/json' })
      response.end('{}')
    }),
  )
  await ask(await client(server), { ':path': '/users/7' })
  await counted(service, 1)
  expect(samples(service)).toMatchObject([
    { uri: '/users/:id', authuser: 'alice', mime_type: 'application/json', resp_bytes: 2, status: 200 },
  ])
})

test('hooks get a view of the stream, also when its session is gone', async () => {
  const errors: unknown[] = []
  const service = watch({
    ignore: ({ url }) => url === '/health',
    authUser: ({ headers, socket }) => `${String(headers['x-user'])}@${socket.remoteAddress}`,
    onHookError: (name) => errors.push(name),
  })
  const server = await serve((stream) => {
    if (stream.session?.destroyed === false && stream.id === 3) stream.session.destroy()
    else stream.respond({ ':status': 200 }, { endStream: true })
  })
  const session = await client(server)
  await ask(session, { ':path': '/health' })
  await ask(session, { ':path': '/', 'x-user': 'bob' })
  await counted(service, 1)
  expect(service.total()).toBe(1)
  expect(service.offered.requests).toBe(1)
  expect(samples(service)).toMatchObject([{ authuser: 'bob@127.0.0.1', status: 499 }])
  expect(errors).toEqual([])
})

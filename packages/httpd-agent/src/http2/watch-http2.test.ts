import { once } from 'node:events'
import { request as httpsRequest } from 'node:https'
import { connect, constants, createSecureServer, createServer } from 'node:http2'
import type { ServerHttp2Stream } from 'node:http2'
import { expect, test } from 'vitest'
import { captureOf, createFakeService, fakeServices } from '../http1/fake-services.test-helper.ts'
import { watchHttp1 } from '../http1/watch-http1.ts'
import { transactionOf } from '../transaction/transaction.ts'
import { certificateTexts } from './certificate.test-helper.ts'
import { ask, client, counted, samples, serve, watch } from './http2.test-helper.ts'
import { listen, onEnd, portOf } from './listen.test-helper.ts'
import { watchHttp2 } from './watch-http2.ts'

test('each stream is counted once, by its method and status', async () => {
  const service = watch()
  const server = await serve((stream, headers) => {
    stream.resume()
    stream.respond({ ':status': Number(String(headers[':path']).slice(1)) })
    stream.end('x')
  })
  const session = await client(server)
  const asked: [string, number][] = [
    ['GET', 200],
    ['POST', 201],
    ['PUT', 301],
    ['DELETE', 404],
    ['OPTIONS', 200],
    ['PATCH', 500],
    ['TRACE', 405],
  ]
  for (const [method, status] of asked)
    expect(await ask(session, { ':method': method, ':path': `/${status}` })).toBe(status)
  const statuses = { '2XX': 3, '3XX': 1, '4XX': 2, '5XX': 1 }
  const methods = { get: 1, post: 1, put: 1, delete: 1, option: 1, other: 1, trace: 1 }
  expect(await counted(service, asked.length)).toEqual({ ...methods, ...statuses })
  expect(service.inFlight).toBe(0)
  expect(service.offered.requests).toBe(asked.length)
})

test('streams that end early are counted once, with the status that was sent, or none', async () => {
  const service = watch()
  let arrived: () => void = () => undefined
  const server = await serve((stream, headers) => {
    stream.on('error', () => undefined)
    const answers: Record<string, () => void> = {
      '/refuse': () => stream.close(constants.NGHTTP2_REFUSED_STREAM),
      '/fail': () => stream.destroy(new Error('no')),
      '/begin': () => {
        stream.respond({ ':status': 206 })
        stream.write('begun')
      },
    }
    answers[String(headers[':path'])]?.()
    arrived()
  })
  const session = await client(server)
  const cancel = (path: string, code: number) => {
    const when = new Promise<void>((resolve) => (arrived = resolve))
    return ask(session, { ':path': path }, { reset: { when, code } })
  }
  await ask(session, { ':path': '/refuse' })
  await ask(session, { ':path': '/fail' })
  await cancel('/hang', constants.NGHTTP2_CANCEL)
  await cancel('/hang', constants.NGHTTP2_NO_ERROR)
  await cancel('/begin', constants.NGHTTP2_CANCEL)
  await counted(service, 5)
  expect(samples(service).map(({ status }) => status)).toEqual([0, 0, 499, 499, 206])

  const hanging = [1, 2, 3].map(() => ask(session, { ':path': '/hang' }))
  await new Promise<void>((resolve) => {
    let missing = hanging.length
    arrived = () => --missing === 0 && resolve()
  })
  expect(service.inFlight).toBe(3)
  session.destroy()
  await Promise.all(hanging)
  await counted(service, 8)
  expect(
    samples(service)
      .slice(5)
      .map(({ status }) => status),
  ).toEqual([499, 499, 499])
  expect(service.inFlight).toBe(0)
})

test('of two pushes and the request that asked for them, the request is counted', async () => {
  const service = watch()
  const server = await serve((stream) => {
    for (const path of ['/a.css', '/b.css'])
      stream.pushStream({ ':path': path }, (_error, pushed) => {
        pushed.respond({ ':status': 200 })
        pushed.end('pushed')
      })
    stream.respond({ ':status': 200 })
    stream.end('page')
  })
  const session = await client(server)
  session.on('stream', (pushed) => pushed.resume())
  await ask(session, { ':path': '/page' })
  expect(await counted(service, 1)).toEqual({ get: 1, '2XX': 1 })
  expect(samples(service)).toMatchObject([{ uri: '/page', resp_bytes: 4 }])
})

test('a CONNECT is counted when it is answered, whether sampled or not', async () => {
  const service = watch()
  const server = await serve((stream, headers) => {
    if (headers[':protocol'] === 'websocket') stream.respond({ ':status': 200 })
    else if (headers[':authority'] === 'refused.example:443')
      stream.respond({ ':status': 403 }, { endStream: true })
  })
  const session = await client(server)
  for (const sampled of [true, false]) {
    service.pick = () => sampled
    const webSocket = session.request(
      { ':method': 'CONNECT', ':protocol': 'websocket', ':scheme': 'http', ':path': '/chat?token=1' },
      { endStream: false },
    )
    await once(webSocket, 'response')
    expect(service.inFlight).toBe(0)
    const before = service.total()
    webSocket.end('bye')
    await ask(
      session,
      { ':method': 'CONNECT', ':authority': 'refused.example:443' },
      { endStream: false, body: '' },
    )
    expect(service.total()).toBe(before + 1)
  }
  expect(service.counts()).toEqual({ connect: 4, '2XX': 2, '4XX': 2 })
  expect(samples(service)).toMatchObject([
    { method: 8, uri: '/chat', status: 200 },
    { method: 8, uri: 'refused.example:443', status: 403 },
  ])
})

test('a server with allowHTTP1: what comes as HTTP/1 is counted by the other watch, once', async () => {
  const service = createFakeService()
  const options = { services: fakeServices(service), capture: captureOf() }
  onEnd(watchHttp1(options), watchHttp2(options))
  const { key, cert } = certificateTexts()
  const server = await listen(
    createSecureServer({ key, cert, allowHTTP1: true }, (_request, response) => response.end('hello')),
  )
  const secure = connect(`https://localhost:${portOf(server)}`, { ca: cert })
  onEnd(() => secure.destroy())
  await ask(secure, { ':path': '/two' })
  const old = httpsRequest({ port: portOf(server), ca: cert, path: '/one', servername: 'localhost' }).end()
  const [answer] = (await once(old, 'response')) as [NodeJS.ReadableStream]
  answer.resume()
  await once(answer, 'end')
  expect(await counted(service, 2)).toEqual({ get: 2, '2XX': 2 })
  expect(samples(service)).toMatchObject([
    { uri: '/two', protocol: 2000, resp_bytes: 5 },
    { uri: '/one', protocol: 1001, resp_bytes: 5 },
  ])
})

test('a server that was there before is seen from its next stream on, on a connection that was open', async () => {
  const server = await serve((stream) => stream.end('x'))
  const session = await client(server)
  await ask(session, { ':path': '/before' })
  const service = watch()
  await ask(session, { ':path': '/after' })
  expect(await counted(service, 1)).toEqual({ get: 1, '2XX': 1 })
  expect(samples(service)).toMatchObject([{ uri: '/after' }])
})

test('a server is seen in spite of removeAllListeners, and no longer once the watch has ended', async () => {
  const service = createFakeService()
  const stop = watchHttp2({ services: fakeServices(service), capture: captureOf() })
  const server = await serve(() => undefined)
  server.removeAllListeners('stream').on('stream', (stream: ServerHttp2Stream) => stream.end('x'))
  await ask(await client(server), { ':path': '/' })
  expect(await counted(service, 1)).toEqual({ get: 1, '2XX': 1 })
  stop()
  expect(server.listenerCount('stream')).toBe(1)
  await ask(await client(server), { ':path': '/' })
  expect(service.total()).toBe(1)
})

test('a server without a listener leaves its streams unanswered, as without us', async () => {
  const service = watch()
  const server = await listen(createServer())
  const session = await client(server)
  const stream = session.request({ ':path': '/' })
  stream.on('error', () => undefined)
  const answered = new Promise((resolve) => stream.on('response', () => resolve('answered')))
  const silent = new Promise((resolve) => setTimeout(resolve, 50, 'silent'))
  expect(await Promise.race([answered, silent])).toBe('silent')
  stream.close(constants.NGHTTP2_CANCEL)
  expect(await counted(service, 1)).toEqual({ get: 1, '4XX': 1 })
})

test('streams that are not sampled carry nothing of ours', async () => {
  const service = watch()
  service.pick = () => false
  const own: PropertyKey[] = []
  const server = await serve((stream) => {
    own.push(...['_destroy', 'respond'].filter((name) => Object.hasOwn(stream, name)))
    expect(transactionOf(stream)).toBeUndefined()
    stream.end('x')
  })
  const session = await client(server)
  await Promise.all(Array.from({ length: 100 }, () => ask(session, { ':path': '/' })))
  expect(await counted(service, 100)).toEqual({ get: 100, '2XX': 100 })
  expect(own).toEqual([])
  expect(service.flows).toEqual([])
})

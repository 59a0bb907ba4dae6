import { once } from 'node:events'
import {
  connect,
  constants,
  createSecureServer,
  createServer,
  type ClientHttp2Session,
  type ClientHttp2Stream,
  type Http2ServerRequest,
  type Http2ServerResponse,
} from 'node:http2'
import { createServer as createPlainServer } from 'node:net'
import { Agent, request as undiciRequest } from 'undici'
import { expect, test } from 'vitest'
import { certificateTexts } from '../http2/certificate.test-helper.ts'
import { listen, onEnd, portOf } from '../http2/listen.test-helper.ts'
import { operationCounts, operationsOf, watch } from './outbound.test-helper.ts'

// Node has http2.client.stream.* from 22.17 and 24.2 on, and no list of the channels that it has.
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
const noChannels = major < 22 || (major === 22 && minor < 17) || (major === 24 && minor < 2)

function answer({ url, stream }: Http2ServerRequest, response: Http2ServerResponse): void {
  stream.on('error', () => undefined)
  if (url === '/hang') return
  if (url === '/refuse') return stream.close(constants.NGHTTP2_REFUSED_STREAM)
  if (url === '/break') {
    response.write('begun')
    return void setTimeout(() => stream.destroy(new Error('broken')), 20)
  }
  if (url === '/push')
    response.createPushResponse({ ':path': '/pushed' }, (_error, pushed) => pushed.end('pushed'))
  response.statusCode = url === '/missing' ? 404 : 200
  response.end('answer')
}

function session(port: number): ClientHttp2Session {
  const made = connect(`http://127.0.0.1:${port}`)
  made.on('error', () => undefined).on('stream', (pushed) => pushed.resume())
  onEnd(() => made.destroy())
  return made
}

async function over(stream: ClientHttp2Stream): Promise<void> {
  stream.on('error', () => undefined).resume()
  await new Promise((resolve) => stream.on('close', resolve))
}

test.skipIf(noChannels)('requests of node:http2 are counted once, whatever comes of them', async () => {
  const service = watch()
  const port = portOf(await listen(createServer(answer)))
  const client = session(port)
  for (const path of ['/ok', '/push', '/missing', '/refuse', '/break'])
    await over(client.request({ ':path': path }))
  const cancelled = client.request({ ':path': '/hang' })
  setTimeout(() => cancelled.close(constants.NGHTTP2_CANCEL), 20)
  await over(cancelled)
  const closed = createPlainServer().listen(0, '127.0.0.1')
  await once(closed, 'listening')
  const nobody = portOf(closed)
  await new Promise((resolve) => closed.close(resolve))
  await over(session(nobody).request({ ':path': '/' }))

  const told = (await operationsOf(service, 7)).map(({ app_operation }) => app_operation!)
  expect(told.map(({ attributes, status_descr }) => [attributes, status_descr])).toEqual([
    ['path=/ok', '200 OK'],
    ['path=/push', '200 OK'],
    ['path=/missing', '404 Not Found'],
    ['path=/refuse', 'REFUSED_STREAM'],
    ['path=/break', 'INTERNAL_ERROR'],
    ['path=/hang', 'CANCEL'],
    ['path=/', 'ECONNREFUSED'],
  ])
  expect(operationCounts(service)).toEqual({ success: 2, not_found: 1, unavailable: 2, other: 2 })
})

test.skipIf(noChannels)('bytes, time and connection of a request of node:http2', async () => {
  const service = watch()
  const port = portOf(await listen(createServer(answer)))
  const client = session(port)
  const stream = client.request({ ':path': '/a?b=c', ':method': 'POST' })
  stream.end('0123456789')
  await over(stream)
  const [{ app_operation, extended_socket_ipv4 } = {}] = await operationsOf(service, 1)
  const { uS, ...told } = app_operation!
  expect(told).toEqual({
    application: `127.0.0.1:${port}`,
    operation: 'POST',
    attributes: 'path=/a',
    status_descr: '200 OK',
    req_bytes: 10,
    resp_bytes: 6,
    status: 0,
  })
  expect(uS).toBeGreaterThan(0)
  expect(extended_socket_ipv4).toMatchObject({ remote_port: port, local_port: client.socket.localPort })
})

test('what undici asks over HTTP/2 is counted once, by its own channels', async () => {
  const service = watch()
  const { key, cert } = certificateTexts()
  const port = portOf(await listen(createSecureServer({ key, cert }, answer)))
  const dispatcher = new Agent({ allowH2: true, connect: { ca: cert } })
  onEnd(() => dispatcher.destroy())
  for (const path of ['/ok', '/missing']) {
    const { body } = await undiciRequest(`https://localhost:${port}${path}`, { dispatcher })
    await body.text()
  }
  await operationsOf(service, 2)
  await dispatcher.close()
  expect(operationCounts(service)).toEqual({ success: 1, not_found: 1 })
})

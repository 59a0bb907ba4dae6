import { once } from 'node:events'
import { request as httpRequest, type RequestListener } from 'node:http'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGzip, gunzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { answerTo, counted, get, hear, sampled, say, serve } from './serve.test-helper.ts'

const answers: [string, number, RequestListener][] = [
  ['end() with text', 6, (_request, response) => response.end('äöü')],
  ['end() with another encoding', 3, (_request, response) => response.end('äöü', 'latin1')],
  [
    'end() with hexadecimal text and a callback',
    4,
    (_request, response) => response.end('01020304', 'hex', () => undefined),
  ],
  ['end() with bytes', 1000, (_request, response) => response.end(new Uint8Array(1000))],
  ['end() with a callback only', 0, (_request, response) => response.end(() => undefined)],
  [
    'several write(), and a last one in end()',
    2 + 3 + 500 + 1,
    (_request, response) => {
      response.write('ä')
      response.write('YWJj', 'base64')
      response.write(Buffer.alloc(500), () => response.end('!'))
    },
  ],
  [
    'a stream, chunked, with trailers',
    5 * 70_000,
    (_request, response) => {
      response.writeHead(200, { Trailer: 'Check' })
      response.addTrailers({ Check: 'sum' })
      void pipeline(Readable.from(Array.from({ length: 5 }, () => Buffer.alloc(70_000))), response)
    },
  ],
  [
    'a header that is flushed early',
    2,
    (_request, response) => {
      response.flushHeaders()
      setImmediate(() => response.end('ab'))
    },
  ],
  [
    'what is written after the end',
    2,
    (_request, response) => {
      response.on('error', () => undefined)
      response.end('ab')
      response.write('lost')
      response.end('lost')
    },
  ],
  ['204', 0, (_request, response) => response.writeHead(204).end('none')],
  ['304', 0, (_request, response) => response.writeHead(304).end('none')],
]

test.each(answers)('the answer with %s has %i bytes', async (_what, bytes, listener) => {
  const { service, port } = await serve(listener)
  await answerTo(port, get('/'))
  expect(sampled(service)).toMatchObject([{ resp_bytes: bytes }])
})

test('the answer to HEAD has no bytes', async () => {
  const { service, port } = await serve((_request, response) => response.end('never sent'))
  const heard = await answerTo(port, get('/').replace('GET', 'HEAD'))
  expect(heard).toMatch(/\r\n\r\n$/u)
  expect(sampled(service)).toMatchObject([{ method: 3, resp_bytes: 0 }])
})

test('a middleware that compresses: what it sends counts, not what it is given', async () => {
  const { service, port } = await serve((_request, response) => {
    // As `compression` does it.
    const write = response.write.bind(response)
    const end = response.end.bind(response)
    const gzip = createGzip()
    gzip.on('data', (chunk: Buffer) => write(chunk))
    gzip.on('end', () => end())
    response.setHeader('Content-Encoding', 'gzip')
    response.write = (chunk: unknown) => gzip.write(chunk)
    response.end = ((chunk: unknown) => gzip.end(chunk)) as never
    response.write('a'.repeat(50_000))
    response.end('a'.repeat(50_000))
  })
  const answer = await fetch(`http://127.0.0.1:${port}/`)
  expect(await answer.text()).toHaveLength(100_000)
  const bytes = await new Promise<Buffer>((resolve, reject) => {
    httpRequest({ port, host: '127.0.0.1' }, (response) => {
      void response.toArray().then((chunks: Buffer[]) => resolve(Buffer.concat(chunks)), reject)
    }).end()
  })
  expect(gunzipSync(bytes)).toHaveLength(100_000)
  await counted(service, 2)
  expect(sampled(service)[1]).toMatchObject({ resp_bytes: bytes.length })
})

test.each([
  ['with its length', { 'Content-Length': '150000' }],
  ['in chunks, with trailers', { 'Transfer-Encoding': 'chunked', Trailer: 'Sum' }],
])('a body %s is counted as it is read', async (_what, headers) => {
  const { service, port } = await serve((request, response) => {
    request.resume().on('end', () => response.end())
  })
  const request = httpRequest({ port, host: '127.0.0.1', method: 'POST', headers, agent: false })
  for (let i = 0; i < 3; i++) request.write(Buffer.alloc(50_000))
  if ('Trailer' in headers) request.addTrailers({ Sum: 'x' })
  request.end()
  await once(request, 'response')
  await counted(service, 1)
  expect(sampled(service)).toMatchObject([{ req_bytes: 150_000 }])
})

test('an upload that nobody reads is told of in full, when it has come', async () => {
  const { service, port } = await serve((_request, response) => response.writeHead(200).end('early'))
  const total = 3_000_000
  const socket = await say(port, `POST / HTTP/1.1\r\nHost: a\r\nContent-Length: ${total}\r\n\r\n`)
  await once(socket, 'data')
  expect(service.total()).toBe(1)
  expect(service.flows).toHaveLength(0)
  socket.write(Buffer.alloc(total))
  socket.write(get('/next'))
  await hear(socket)
  expect(service.counts()).toEqual({ get: 1, post: 1, '2XX': 2 })
  expect(sampled(service)).toMatchObject([{ req_bytes: total, status: 200 }, { uri: '/next' }])
})

test('an upload that nobody reads and that is broken off: what has come', async () => {
  const { service, port } = await serve((_request, response) => response.end('early'))
  const socket = await say(port, 'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\nabc')
  await once(socket, 'data')
  socket.resetAndDestroy()
  await expect.poll(() => service.flows.length).toBe(1)
  expect(sampled(service)).toMatchObject([{ req_bytes: 3, status: 200 }])
})

test('a URL of a megabyte, and other headers that are long or strange', async () => {
  const { service, port } = await serve((_request, response) => response.end(), { maxHeaderSize: 2 ** 22 })
  const long = 'x'.repeat(2 ** 20)
  await answerTo(
    port,
    Buffer.from(
      get(`/${long}?q`, `User-Agent: ${long}\r\nReferer: http://a/\xff\r\nX-Forwarded-For: \xc3\xbc\xc3\r\n`),
      'latin1',
    ),
  )
  expect(service.counts()).toEqual({ get: 1, '2XX': 1 })
  const [sample] = sampled(service)
  expect(String(sample?.['uri'])).toMatch(/^\/x{254,600}$/u)
  expect(String(sample?.['useragent'])).toMatch(/^x{128,131}$/u)
  expect(sample).toMatchObject({ referer: 'http://a/\ufffd', xff: 'ü\ufffd' })
})

test('the keys of a request and its answer are those that they have without us', async () => {
  const keysOf = async (sampling: boolean): Promise<string[][]> => {
    const keys: string[][] = []
    const { service, port } = await serve((request, response) => {
      keys.push(Object.keys(request), Object.keys(response))
      response.end()
    })
    service.pick = () => sampling
    await answerTo(port, get('/'))
    return keys
  }
  const without = await keysOf(false)
  expect(await keysOf(true)).toEqual(without)
})

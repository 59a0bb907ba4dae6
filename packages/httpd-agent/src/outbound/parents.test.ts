import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import { connect as connectHttp2, createServer as createHttp2Server } from 'node:http2'
import { connect } from 'node:net'
import { setImmediate as immediate, setTimeout as later } from 'node:timers/promises'
import { expect, test } from 'vitest'
import type { FakeService } from '../http1/fake-services.test-helper.ts'
import { listen, onEnd, portOf } from '../http2/listen.test-helper.ts'
import { operationsOf, watch } from './outbound.test-helper.ts'

/** Whose path has asked for which: `/a` of a front asks a back end for `/for/a`. */
async function families(service: FakeService, count: number): Promise<Record<string, string | undefined>> {
  const told = await operationsOf(service, count)
  return Object.fromEntries(
    told.map(({ app_operation, app_parent_context }) => [
      String(app_operation!['attributes']),
      app_parent_context?.['attributes'] as string | undefined,
    ]),
  )
}

const backEnd = async () =>
  `http://127.0.0.1:${portOf(await listen(createServer((_request, response) => response.end('data'))))}`

const ask = async (url: string) => void (await (await fetch(url)).text())

/** Sends text as it is, resolves when so many answers have come. */
async function talk(port: number, parts: readonly string[], answers: number): Promise<void> {
  const socket = connect(port, '127.0.0.1')
  onEnd(() => socket.destroy())
  let seen = ''
  const all = new Promise<void>((resolve) =>
    socket.on('data', (chunk) => {
      seen += chunk.toString()
      if (seen.split('HTTP/1.1 200').length > answers) resolve()
    }),
  )
  for (const part of parts) {
    socket.write(part)
    await later(5)
  }
  await all
}

const get = (path: string) => `GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`

test('requests of one connection, one after the other and pipelined, are parents of their own alone', async () => {
  const service = watch({ ignore: ({ url }) => url!.startsWith('/ignored') || url!.startsWith('/for') })
  const back = await backEnd()
  const answer: RequestListener = (request, response) =>
    void (async () => {
      await later(5)
      await ask(`${back}/for${request.url}`)
      await immediate()
      await ask(`${back}/for${request.url}/again`)
      response.end()
    })()
  const front = portOf(await listen(createServer(answer)))
  await talk(front, [get('/a'), get('/ignored-1') + get('/b') + get('/c') + get('/ignored-2'), get('/d')], 6)
  expect(await families(service, 12)).toEqual({
    'path=/for/a': 'path=/a',
    'path=/for/a/again': 'path=/a',
    'path=/for/b': 'path=/b',
    'path=/for/b/again': 'path=/b',
    'path=/for/c': 'path=/c',
    'path=/for/c/again': 'path=/c',
    'path=/for/d': 'path=/d',
    'path=/for/d/again': 'path=/d',
    'path=/for/ignored-1': undefined,
    'path=/for/ignored-1/again': undefined,
    'path=/for/ignored-2': undefined,
    'path=/for/ignored-2/again': undefined,
  })
})

test('a body that is awaited does not lose its parent', async () => {
  const service = watch({ ignore: ({ url }) => url!.startsWith('/for') })
  const back = await backEnd()
  const front = await listen(
    createServer((request, response) => {
      void (async () => {
        let body = ''
        for await (const chunk of request) body += String(chunk)
        await ask(`${back}/for/${body}`)
        response.end()
      })()
    }),
  )
  const post = 'POST /post HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n\r\n'
  await talk(portOf(front), [`${post}bo`, `dy${post}`, 'text'], 2)
  expect(await families(service, 2)).toEqual({
    'path=/for/body': 'path=/post',
    'path=/for/text': 'path=/post',
  })
})

test('what goes on after the answer, such as a timer, has no parent', async () => {
  const service = watch({ ignore: ({ url }) => url!.startsWith('/for') })
  const back = await backEnd()
  const done: Promise<void>[] = []
  const front = await listen(
    createServer((_request, response) => {
      done.push(later(20).then(() => ask(`${back}/for/later`)))
      response.end()
    }),
  )
  await talk(portOf(front), [get('/first')], 1)
  await Promise.all(done)
  expect(await families(service, 1)).toEqual({ 'path=/for/later': undefined })
})

test('streams of one HTTP/2 session are parents of their own alone', async () => {
  const service = watch({ uri: 'full', ignore: ({ url }) => url!.startsWith('/for') })
  const back = await backEnd()
  const front = await listen(
    createHttp2Server((request, response) => {
      void (async () => {
        await later(request.url === '/a?x=1&y=2' ? 20 : 5)
        await ask(`${back}/for${request.url}`)
        response.end()
      })()
    }),
  )
  const session = connectHttp2(`http://127.0.0.1:${portOf(front)}`)
  onEnd(() => session.destroy())
  const streams = ['/a?x=1&y=2', '/b', '/ä%20&'].map((path) =>
    session.request({ ':path': encodeURI(path) }).resume(),
  )
  await Promise.all(streams.map((stream) => once(stream, 'close')))
  const found = await families(service, 3)
  expect(found).toEqual({
    'path=/for/a&query=x%3D1%26y%3D2': 'path=/a&query=x%3D1%26y%3D2',
    'path=/for/b': 'path=/b',
    'path=/for/%25C3%25A4%252520%26': 'path=/%25C3%25A4%252520%26',
  })
})

test('the parent is told by its service, method and path', async () => {
  const service = watch({ ignore: ({ url }) => url!.startsWith('/for') })
  const back = await backEnd()
  const front = await listen(
    createServer((_request, response) => void ask(`${back}/for/it`).then(() => response.end())),
  )
  await talk(portOf(front), ['DELETE /it?secret=1 HTTP/1.1\r\nHost: x\r\n\r\n'], 1)
  const [told] = await operationsOf(service, 1)
  expect(told!['app_parent_context']).toEqual({
    application: 'port 8080',
    operation: 'DELETE',
    attributes: 'path=/it',
  })
})

// Bytes and durations of sampled requests are those that the client has measured.
import { describe, expect, it } from 'vitest'
import { openReceiver } from '../../../tools/rigs/receiver.ts'
import { askHttp1, askHttp2, type Ask, type Exchange } from './support/client.ts'
import { requestsOf } from './support/collected.ts'
import { startServer, type Kind } from './support/server.ts'
import { httpSettings, settingsFile } from './support/settings.ts'

const DELAY_MS = 60
/** The client may have the answer before the server gets to run again and learns that it is handed over. */
const SCHEDULING_US = 20_000
const METHODS: Readonly<Record<string, number>> = { GET: 2, HEAD: 3, POST: 4 }
const body = [Buffer.alloc(5000, 'a'), Buffer.alloc(70_000, 'b'), Buffer.alloc(1, 'c')]

interface Asked extends Ask {
  readonly path: string
  /** Bytes of the answer, where the routes of the servers say so. */
  readonly got?: number
  readonly status?: number
}

const asked: readonly Asked[] = [
  { path: '/', got: 12 },
  { path: '/users/12' },
  { path: '/big', got: 100_000 },
  { path: '/gzip' },
  { path: '/', method: 'HEAD', got: 0 },
  { path: '/status/204', got: 0, status: 204 },
  { path: '/status/304', got: 0, status: 304 },
  { path: '/status/404', status: 404 },
  { path: '/status/500', status: 500 },
  { path: '/echo', method: 'POST', body },
  { path: '/echo', method: 'POST', body, headers: { 'content-length': '75001' } },
  { path: `/slow?ms=${DELAY_MS}`, got: 4 },
  { path: '/nowhere', status: 404 },
]

describe.concurrent('1-in-1', () => {
  const cases: readonly [Kind, 'HTTP/1.1' | 'HTTP/2'][] = [
    ['http', 'HTTP/1.1'],
    ['https', 'HTTP/1.1'],
    ['http2', 'HTTP/2'],
    ['https2', 'HTTP/2'],
    ['https2', 'HTTP/1.1'],
    ['express', 'HTTP/1.1'],
    ['express4', 'HTTP/1.1'],
    ['fastify', 'HTTP/1.1'],
    ['koa', 'HTTP/1.1'],
    ['hono', 'HTTP/1.1'],
  ]

  it.each(cases)('%s, %s', async (kind, version) => {
    const receiver = await openReceiver()
    const settings = await settingsFile(receiver.port, httpSettings(1, 1))
    const server = await startServer(kind, { settings: settings.path })
    // Its settings are known to it then.
    await receiver.until('the first counters', () => receiver.received.length > 0)
    const ask = version === 'HTTP/2' ? askHttp2 : askHttp1
    const measured: Exchange[] = []
    for (const { path, ...rest } of asked) measured.push(await ask(`${server.url}${path}`, rest))
    const told = await receiver.until('all samples', () => {
      const requests = requestsOf(receiver.received)
      return requests.length >= asked.length && requests
    })
    expect(told).toHaveLength(asked.length)
    // What the routes answer by themselves: the client's measure is one.
    for (const [index, { status = 200, got = measured[index]!.got }] of asked.entries()) {
      expect(measured[index]).toMatchObject({ status, got })
    }
    const expected = asked.map(({ path, method = 'GET' }, index) => ({
      method: METHODS[method],
      protocol: version === 'HTTP/2' ? 2000 : 1001,
      uri: path.replace(/\?.*/, ''),
      host: `127.0.0.1:${server.port}`,
      status: measured[index]!.status,
      req_bytes: measured[index]!.sent,
      resp_bytes: measured[index]!.got,
    }))
    expect(told).toMatchObject(expected)
    const tooLong = told.filter(({ uS }, index) => uS > measured[index]!.tookUs + SCHEDULING_US)
    expect(tooLong).toEqual([])
    // A timer of Node may come a millisecond early.
    const slow = told.find(({ uri }) => uri === '/slow')!
    expect(slow.uS).toBeGreaterThanOrEqual((DELAY_MS - 1) * 1000)
    server.kill('SIGKILL')
  })
})

// What the generators say they did is what a server saw.
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { createServer as createServer2, type Http2ServerRequest, type Http2ServerResponse } from 'node:http2'
import type { AddressInfo, Server } from 'node:net'
import { beforeEach, expect, it, onTestFinished } from 'vitest'
import { debianPackages, requirePackages } from '../apt.mjs'
import { autocannon } from '../autocannon.ts'
import { h2load } from '../h2load.ts'
import { loopback } from '../load.ts'
import { wrk } from '../wrk.ts'

const BODY = 'twelve bytes'

beforeEach(async (ctx) => {
  const packages = await requirePackages(debianPackages.load)
  if (!packages.ok) ctx.skip(packages.reason)
})

async function listening(server: Server): Promise<string> {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => void server.close())
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

type Request = IncomingMessage | Http2ServerRequest
type Response = ServerResponse | Http2ServerResponse

function counting(): {
  seen: Record<string, number>
  answer: (request: Request, response: Response) => void
} {
  const seen: Record<string, number> = {}
  return {
    seen,
    answer(request, response) {
      const what = `${request.method} ${request.url}`
      seen[what] = (seen[what] ?? 0) + 1
      if (request.url === '/no') response.statusCode = 404
      response.end(BODY)
    },
  }
}

it('h2load: HTTP/1.1 and HTTP/2, paths in turn', async () => {
  const { seen, answer } = counting()
  const url1 = await listening(createServer(answer))
  const url2 = await listening(createServer2(answer))
  const http1 = await h2load({
    url: `${url1}/`,
    method: 'PUT',
    requests: 300,
    connections: 3,
    streams: 4,
    http1: true,
  })
  expect(http1).toMatchObject({ done: 300, failed: 0, classes: [0, 300, 0, 0, 0], bytes: 300 * BODY.length })
  const http2 = await h2load({ url: `${url2}/`, requests: 300, connections: 3, streams: 10, paths: ['/no'] })
  expect(http2).toMatchObject({ done: 300, failed: 0, classes: [0, 150, 0, 150, 0] })
  expect(seen).toEqual({ 'PUT /': 300, 'GET /': 150, 'GET /no': 150 })
})

it('autocannon: an exact amount, with a body', async () => {
  const { seen, answer } = counting()
  const url = await listening(createServer(answer))
  const load = await autocannon({ url: `${url}/no`, method: 'POST', amount: 300, connections: 4, body: 'x' })
  expect(load).toMatchObject({ done: 300, failed: 0, classes: [0, 0, 0, 300, 0] })
  expect(seen).toEqual({ 'POST /no': 300 })
})

it('wrk: within its open connections, paths in turn', async () => {
  const { seen, answer } = counting()
  const url = await listening(createServer(answer))
  const load = await wrk({ url, method: 'DELETE', connections: 4, seconds: 1, paths: ['/', '/no'] })
  const [, ok, , no] = load.classes
  expect(load.failed).toBe(0)
  expect(ok + no).toBe(load.done)
  for (const [path, count] of [
    ['/', ok],
    ['/no', no],
  ] as const) {
    expect(seen[`DELETE ${path}`]! - count).toBeGreaterThanOrEqual(0)
    expect(seen[`DELETE ${path}`]! - count).toBeLessThanOrEqual(4)
  }
})

it('sends nothing to other machines', () => {
  expect(() => loopback('http://192.0.2.1/')).toThrow('not loopback')
  expect(() => loopback('http://127.0.0.1.example/')).toThrow('not loopback')
})

// The counters of each kind of server are those of the load generators, exactly.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { debianPackages, requirePackages } from '../../../tools/rigs/apt.mjs'
import { autocannon } from '../../../tools/rigs/autocannon.ts'
import { h2load } from '../../../tools/rigs/h2load.ts'
import type { Load } from '../../../tools/rigs/load.ts'
import { scratch } from '../../../tools/rigs/program.ts'
import { openReceiver } from '../../../tools/rigs/receiver.ts'
import { wrk } from '../../../tools/rigs/wrk.ts'
import { lastCounts, onlyStream, requestsIn } from './support/collected.ts'
import { expectedCounts, expectWhole, settledCounts, type Method } from './support/load.ts'
import { startServer, type Kind } from './support/server.ts'
import { AGENT_IP, settingsFile } from './support/settings.ts'

beforeEach(async (ctx) => {
  const packages = await requirePackages(debianPackages.load)
  if (!packages.ok) ctx.skip(packages.reason)
})

let bodyFile = ''
beforeAll(() => {
  bodyFile = join(scratch(), 'body')
  writeFileSync(bodyFile, 'x'.repeat(3000))
})

type Counted = readonly [Method, Load]

/** Some of each method and class, all of it with exact counts. */
async function viaH2load(url: string, http1: boolean, each: number): Promise<Counted[]> {
  const size = { requests: each, connections: 10, streams: 5, http1 }
  const at = (path: string): string => new URL(path, url).href
  return [
    ['get', expectWhole(await h2load({ ...size, url, paths: ['/users/7', '/status/404'] }), each)],
    ['post', expectWhole(await h2load({ ...size, url: at('/echo'), bodyFile }), each)],
    ['put', expectWhole(await h2load({ ...size, url: at('/status/500'), method: 'PUT' }), each)],
    ['delete', expectWhole(await h2load({ ...size, url: at('/status/302'), method: 'DELETE' }), each)],
    ['option', expectWhole(await h2load({ ...size, url: at('/status/204'), method: 'OPTIONS' }), each)],
    ['other', expectWhole(await h2load({ ...size, url: at('/status/400'), method: 'PATCH' }), each)],
  ]
}

async function viaAutocannon(url: string, amount: number): Promise<Counted[]> {
  const echo = new URL('/echo', url).href
  const some = { amount, connections: 5 }
  return [
    ['get', expectWhole(await autocannon({ ...some, url }), amount)],
    ['post', expectWhole(await autocannon({ ...some, url: echo, method: 'POST', body: 'abc' }), amount)],
  ]
}

describe.concurrent('counters', () => {
  const cases: readonly [Kind, readonly ('autocannon' | 'http1' | 'http2')[]][] = [
    ['express', ['autocannon', 'http1']],
    ['express4', ['autocannon', 'http1']],
    ['fastify', ['autocannon', 'http1']],
    ['koa', ['autocannon', 'http1']],
    ['hono', ['autocannon', 'http1']],
    ['http', ['autocannon', 'http1']],
    ['https', ['autocannon', 'http1']],
    ['http2', ['http2']],
    ['https2', ['http1', 'http2']],
  ]

  it.each(cases)('%s: equal to those of %j', async (kind, generators) => {
    const receiver = await openReceiver()
    const settings = await settingsFile(receiver.port)
    const server = await startServer(kind, { settings: settings.path })
    const loads: Counted[] = []
    for (const generator of generators) {
      const some =
        generator === 'autocannon'
          ? viaAutocannon(server.url, 1000)
          : viaH2load(server.url, generator === 'http1', 600)
      loads.push(...(await some))
    }
    const total = loads.reduce((sum, [, { done }]) => sum + done, 0)
    expect(await settledCounts(receiver, total)).toEqual(expectedCounts(loads))
    const stream = onlyStream(receiver.received)
    expect(stream).toMatchObject({ id: `${AGENT_IP}/${server.port}`, missing: 0, faults: [] })
    expect([...stream.sources.keys()]).toEqual([`3:${server.port}`])
    server.kill('SIGKILL')
  })

  it('wrk: within its open connections', async () => {
    const receiver = await openReceiver()
    const settings = await settingsFile(receiver.port)
    const server = await startServer('http', { settings: settings.path })
    const connections = 20
    const load = await wrk({
      url: server.url,
      connections,
      seconds: 2,
      paths: ['/', '/users/7', '/status/404'],
    })
    const counts = await settledCounts(receiver, load.done)
    expect(load.failed).toBe(0)
    // Those that were under way when it closed its connections.
    const under = requestsIn(counts) - load.done
    expect(under).toBeGreaterThanOrEqual(0)
    expect(under).toBeLessThanOrEqual(connections)
    expect(Number(counts.method_get_count)).toBe(load.done + under)
    const [, ok, , no] = load.classes
    expect(Number(counts.status_2XX_count) - ok + Number(counts.status_4XX_count) - no).toBe(under)
    expect(requestsIn(lastCounts(receiver.received)!)).toBe(load.done + under)
    server.kill('SIGKILL')
  })
})

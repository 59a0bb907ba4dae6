// The examples, started as they are, and what a collector hears of them.
import { appOperation, appParentContext } from '@host-sflow/sflow-encoder'
import { createServer } from 'node:http'
import { once } from 'node:events'
import { join } from 'node:path'
import type { AddressInfo } from 'node:net'
import { transformSync } from 'esbuild'
import { readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { describe, expect, it, onTestFinished } from 'vitest'
import { makeCertificate } from '../../../tools/rigs/certificate.ts'
import { scratch } from '../../../tools/rigs/program.ts'
import { openReceiver, type Receiver } from '../../../tools/rigs/receiver.ts'
import { startApplication, toCollector, type Application } from './support/application.ts'
import { askHttp1, askHttp2 } from './support/client.ts'
import {
  onlySource,
  onlyStream,
  recordOf,
  requestsOf,
  type HttpRequest,
  type Source,
} from './support/collected.ts'
import { settledCounts } from './support/load.ts'
import { httpSettings, settingsFile } from './support/settings.ts'

const folder = join(import.meta.dirname, '../examples')

async function run(
  file: string,
  env: Readonly<Record<string, string>> = {},
): Promise<{ receiver: Receiver; app: Application }> {
  const receiver = await openReceiver()
  const app = await startApplication({ folder, file, env: { ...toCollector(receiver.port), ...env } })
  return { receiver, app }
}

/** The samples of so many requests. */
const heard = (receiver: Receiver, count: number): Promise<HttpRequest[]> =>
  receiver.until(`${count} samples`, () => {
    const requests = requestsOf(receiver.received)
    return requests.length >= count && requests
  })

const template = '/users/:id'

describe('the examples of frameworks', () => {
  it.concurrent.each(['express.mjs', 'express.cjs', 'fastify.mjs', 'koa.mjs', 'hono.mjs'])(
    '%s',
    async (file) => {
      const { receiver, app } = await run(file)
      expect(await askHttp1(`${app.url}/users/42?secret=1`, {})).toMatchObject({ status: 200, got: 11 })
      await askHttp1(`${app.url}/nowhere?secret=1`, {})
      const [first, second] = await heard(receiver, 2)
      expect(first).toMatchObject({ method: 2, protocol: 1001, uri: template, status: 200, resp_bytes: 11 })
      expect(first).toMatchObject({ mime_type: 'application/json', host: `127.0.0.1:${app.port}` })
      expect(second).toMatchObject({ uri: '/nowhere', status: 404 })
      const { id, missing, faults } = onlyStream(receiver.received)
      expect({ id, missing, faults }).toEqual({ id: `127.0.0.1/${app.port}`, missing: 0, faults: [] })
      expect(onlySource(receiver.received).id).toBe(`3:${app.port}`)
      const counts = await settledCounts(receiver, 2)
      expect(counts).toMatchObject({ method_get_count: 2, status_2XX_count: 1, status_4XX_count: 1 })
      expect(app.output()).toBe('')
      await app.stop()
    },
  )
})

describe('the examples', () => {
  it.concurrent('plain.mjs follows the settings of the host, and sends what waits when it ends', async () => {
    const receiver = await openReceiver()
    const { path } = await settingsFile(receiver.port, httpSettings(1, 1))
    const app = await startApplication({ folder, file: 'plain.mjs', env: { HSFLOWD_AUTO: path } })
    await receiver.until('counters', () => receiver.received.length > 0)
    await askHttp1(`${app.url}/a?secret=1`, { headers: { referer: 'http://x.example/b?secret=2' } })
    await app.stop()
    const [request] = await heard(receiver, 1)
    expect(request).toMatchObject({ uri: '/a', referer: 'http://x.example/b', status: 200 })
  })

  it.concurrent('http2.mjs', async () => {
    const { key, cert } = makeCertificate(scratch())
    const { receiver, app } = await run('http2.mjs', { TLS_KEY: key, TLS_CERT: cert })
    await askHttp2(`https://127.0.0.1:${app.port}/new`, {})
    await askHttp1(`https://127.0.0.1:${app.port}/old`, {})
    const requests = await heard(receiver, 2)
    expect(requests.map(({ uri, protocol }) => [uri, protocol])).toEqual([
      ['/new', 2000],
      ['/old', 1001],
    ])
    await app.stop()
  })

  it.concurrent('cluster.mjs is one data source', async () => {
    const { receiver, app } = await run('cluster.mjs')
    // Each over a connection of its own: the workers have them in turn.
    for (let each = 0; each < 6; each++) await askHttp1(`${app.url}/${each}`, {})
    await heard(receiver, 6)
    const { id, faults } = onlyStream(receiver.received)
    expect({ id, faults }).toEqual({ id: `127.0.0.1/${app.port}`, faults: [] })
    expect(await settledCounts(receiver, 6)).toMatchObject({ method_get_count: 6 })
    await app.stop()
  })

  it.concurrent('outbound.mjs tells what a request has asked of others', async () => {
    const stock = createServer((_request, response) => response.end('3 pieces'))
    onTestFinished(() => void stock.close())
    stock.listen(0, '127.0.0.1')
    await once(stock, 'listening')
    const { port } = stock.address() as AddressInfo
    const { receiver, app } = await run('outbound.mjs', { STOCK_URL: `http://127.0.0.1:${port}` })
    await askHttp1(`${app.url}/order`, {})
    const flows = (): Source['flows'] =>
      onlyStream(receiver.received).sources.get(`3:${200_000 + app.port}`)?.flows ?? []
    const [operation] = await receiver.until(
      'an operation',
      () => receiver.received.length > 0 && flows().length > 0 && flows(),
    )
    expect(recordOf(operation!, appOperation)).toMatchObject({ status: 0, resp_bytes: 8 })
    expect(recordOf(operation!, appParentContext)).toBeDefined()
    await app.stop()
  })

  it.concurrent('typescript.ts', async () => {
    const elsewhere = scratch()
    symlinkSync(join(import.meta.dirname, '../../../node_modules'), join(elsewhere, 'node_modules'))
    const { code } = transformSync(readFileSync(join(folder, 'typescript.ts'), 'utf8'), { loader: 'ts' })
    const file = join(elsewhere, 'typescript.mjs')
    writeFileSync(file, code)
    const { receiver, app } = await run(file)
    await askHttp1(`${app.url}/healthz`, {})
    await askHttp1(`${app.url}/users/1`, { headers: { 'x-user-id': 'anna' } })
    const [request] = await heard(receiver, 1)
    expect(request).toMatchObject({ uri: template, authuser: 'anna' })
    expect(await settledCounts(receiver, 1)).toMatchObject({ method_get_count: 1 })
    await app.stop()
  })
})

// Ganglia's gmond shows the HTTP metrics of our counters, as a collector of the time of Apache's and Tomcat's agents.
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, it, onTestFinished } from 'vitest'
import { until } from '../../../tools/rigs/child.ts'
import { readHexDatagrams, sendDatagrams } from '../../../tools/rigs/datagrams.ts'
import { startGmond } from '../../../tools/rigs/gmond.ts'
import { requireGmondI386 } from '../../../tools/rigs/gmond-i386.ts'
import { scratch } from '../../../tools/rigs/program.ts'
import { openReceiver, type Received } from '../../../tools/rigs/receiver.ts'
import { lastCounts } from './support/collected.ts'
import { startServer } from './support/server.ts'
import { AGENT_IP, collectorAt, settingsFile } from './support/settings.ts'

const HOST = new URL('../../../tools/rigs/testdata/hsflowd-host.hex', import.meta.url)
const HOST_NAME = 'vm'

/** The datagrams of a C hsflowd, as if its host were ours. */
const ofOurHost = (datagrams: readonly Uint8Array[]): Uint8Array[] =>
  datagrams.map((datagram) => {
    const bytes = Buffer.from(datagram)
    bytes.set(AGENT_IP.split('.').map(Number), 8)
    return bytes
  })

const METHODS = ['option', 'get', 'head', 'post', 'put', 'delete', 'trace', 'connect', 'other'].map(
  (name) => `meth_${name}`,
)
const CLASSES = ['1XX', '2XX', '3XX', '4XX', '5XX', 'other'].map((name) => `status_${name}`)
const WORKERS = ['active', 'idle', 'max', 'req_dropped'].map((name) => `workers_${name}`)

async function keepAsking(url: string, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await fetch(`${url}/status/404`)
    await fetch(`${url}/echo`, { method: 'POST', body: 'abc' })
    await sleep(20)
  }
}

/** Requests per second between each two samples, by the time of arrival; those that are all above zero. */
function ratesOf(received: readonly Received[]): Record<string, number>[] {
  const samples = received.flatMap((each) => {
    const counts = lastCounts([each])
    return counts === undefined ? [] : [{ atMs: each.atMs, counts }]
  })
  return samples
    .slice(1)
    .map(({ atMs, counts }, index) => {
      const before = samples[index]!
      const rate = (
        field: 'method_get_count' | 'method_post_count' | 'status_2XX_count' | 'status_4XX_count',
      ) => ((Number(counts[field]) - Number(before.counts[field])) * 1000) / (atMs - before.atMs)
      return {
        meth_get: rate('method_get_count'),
        meth_post: rate('method_post_count'),
        status_2XX: rate('status_2XX_count'),
        status_4XX: rate('status_4XX_count'),
      }
    })
    .filter((rates) => Object.values(rates).every((rate) => rate > 0))
}

it('shows rates of methods and classes of status', async (ctx) => {
  const build = await requireGmondI386()
  if (!build.ok) ctx.skip(build.reason)
  const gmond = await startGmond({ dir: scratch(), build: 'i386' })
  onTestFinished(gmond.stop)
  // It shows services of hosts only that it knows.
  await sendDatagrams(gmond.sflowPort, ofOurHost(await readHexDatagrams(HOST)), 50)
  const receiver = await openReceiver()
  const settings = await settingsFile(receiver.port, {
    collectors: [collectorAt(receiver.port), collectorAt(gmond.sflowPort)],
  })
  const server = await startServer('http', { settings: settings.path })
  const load = new AbortController()
  const loading = keepAsking(server.url, load.signal)
  // gmond has what two samples that follow each other make, within what its clock and ours differ.
  const shown = await until('the rates', 10_000, async () => {
    const metrics = (await gmond.hosts()).get(HOST_NAME)?.metrics
    const rateOf = (name: string): number => Number(metrics?.get(`${server.port}.http_${name}`)?.value)
    const isOne = ratesOf(receiver.received).some((rates) =>
      Object.entries(rates).every(([name, rate]) => Math.abs(rateOf(name) / rate - 1) < 0.05),
    )
    return isOne ? metrics : undefined
  })
  load.abort()
  await loading
  const names = [...shown.keys()].filter((name) => name.startsWith(`${server.port}.http_`))
  expect(names.map((name) => name.replace(/^\d+\.http_/, '')).toSorted()).toEqual(
    [...METHODS, ...CLASSES, ...WORKERS].toSorted(),
  )
  expect(shown.get(`${server.port}.http_workers_max`)!.value).toBe('1')
  expect(shown.get(`${server.port}.http_status_5XX`)!.value).toBe('0.00')
  server.kill('SIGKILL')
})

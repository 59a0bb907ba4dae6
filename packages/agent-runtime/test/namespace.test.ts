import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createCollectors, type Collectors } from '../src/collector/collectors.ts'
import { createFakeLog } from '../../../tools/rigs/fake-log.ts'
import { addNamespace, namespacesMissing, type Namespace } from './kit/namespace.ts'
import { openReceiver } from './kit/receiver.ts'
import { bundleFixture } from './kit/run-fixture.ts'

interface FullQueue {
  readonly grown: number
  readonly closingMs: number
  readonly lines: number
  readonly status: { readonly datagrams: number; readonly lost: number }
}

const missing = await namespacesMissing()
let namespace: Namespace
let collectors: Collectors | undefined

beforeEach(async (context) => {
  if (missing !== undefined) context.skip(missing)
  namespace = await addNamespace()
})
afterEach(async () => {
  await collectors?.close()
  collectors = undefined
  if (missing === undefined) await namespace.remove()
})

test('a collector in a namespace: the stream goes there, not to the same address here', async () => {
  const { log, lines } = createFakeLog()
  const here = await openReceiver()
  collectors = createCollectors({
    specs: [{ host: '127.0.0.1', port: here.port, namespace: namespace.name }],
    log,
  })
  await collectors.ready(5000)
  expect(lines).toEqual([])
  for (let i = 0; i < 3; i++) collectors.send(new Uint8Array(100))
  const [status] = collectors.status()
  // Nothing listens there; the kernel of the other namespace says so at once on loopback.
  expect(status).toMatchObject({ state: 'refused', datagrams: 3, lost: 0, refusals: 2 })
  expect(lines).toHaveLength(1)
  const seen = await namespace.exec('cat', '/proc/net/snmp')
  const [names = '', values = ''] = seen.split('\n').filter((line) => line.startsWith('Udp:'))
  expect(values.split(' ')[names.split(' ').indexOf('NoPorts')]).toBe('3')
  expect(here.datagrams).toHaveLength(0)
  await here.close()
})

test('a collector with a device gets its datagrams', async () => {
  const { log, lines } = createFakeLog()
  const here = await openReceiver()
  collectors = createCollectors({ specs: [{ host: '127.0.0.1', port: here.port, device: 'lo' }], log })
  await collectors.ready(5000)
  collectors.send(new Uint8Array(100))
  await vi.waitUntil(() => here.datagrams.length === 1, 2000)
  expect(lines).toEqual([])
  await here.close()
})

test('a device that is slower than the stream: bounded memory, honest counts, a stop in time', async (context) => {
  try {
    await namespace.exec('ip', 'link', 'add', 'slow0', 'type', 'veth', 'peer', 'name', 'peer0')
    await namespace.exec('ip', 'addr', 'add', '192.0.2.1/24', 'dev', 'slow0')
    await namespace.exec('ip', 'link', 'set', 'peer0', 'up')
    await namespace.exec('ip', 'link', 'set', 'slow0', 'up')
    const neighbour = ['192.0.2.2', 'lladdr', '02:00:00:00:00:02', 'dev', 'slow0']
    await namespace.exec('ip', 'neigh', 'add', ...neighbour)
    const shape = ['root', 'tbf', 'rate', '80kbit', 'burst', '3000', 'limit', '100000000']
    await namespace.exec('tc', 'qdisc', 'add', 'dev', 'slow0', ...shape)
  } catch (error) {
    context.skip(`no veth or tbf here: ${error instanceof Error ? error.message : String(error)}`)
  }
  const fixture = await bundleFixture(join(import.meta.dirname, 'kit/full-queue-fixture.ts'))
  try {
    const output = await namespace.exec(process.execPath, fixture.script)
    const { grown, closingMs, lines, status } = JSON.parse(output) as FullQueue
    const { datagrams, lost } = status
    // The rest was waiting in the process when the count was taken.
    expect(datagrams + lost).toBeLessThanOrEqual(100_000)
    expect(datagrams + lost).toBeGreaterThanOrEqual(100_000 - 64)
    expect(lost).toBeGreaterThan(90_000)
    expect(grown).toBeLessThan(5_000_000)
    expect(closingMs).toBeLessThan(2000)
    expect(lines).toBe(1)
  } finally {
    await fixture.remove()
  }
})

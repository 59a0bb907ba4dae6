import { hostMemory } from '@host-sflow/sflow-encoder'
import { afterEach, expect, test, vi } from 'vitest'
import { createAgent } from '../src/agent.ts'
import { systemClock } from '../src/clock.ts'
import { formatEndpoint, type CollectorSpec } from '../src/collector/collector-spec.ts'
import { createCollectors, type Collectors } from '../src/collector/collectors.ts'
import { createFakeLog } from '../../../tools/rigs/fake-log.ts'
import { closedPort, openReceiver, type Receiver } from './kit/receiver.ts'

const open: (Collectors | Receiver)[] = []
afterEach(async () => {
  await Promise.all(open.splice(0).map((each) => each.close()))
})

async function receive(address?: string, port?: number): Promise<Receiver> {
  const receiver = await openReceiver(address, port)
  open.push(receiver)
  return receiver
}

function sendTo(...specs: CollectorSpec[]) {
  let skewMs = 0
  const { log, lines } = createFakeLog()
  const clock = { ...systemClock, nowMs: () => systemClock.nowMs() + skewMs }
  const collectors = createCollectors({ specs, log, clock })
  open.push(collectors)
  const skipTime = (ms: number) => void (skewMs += ms)
  return { collectors, log, lines, skipTime, states: () => collectors.status().map(({ state }) => state) }
}

const hasIpv6 = await openReceiver('::1').then(
  (receiver) => receiver.close().then(() => true),
  () => false,
)
const addresses = hasIpv6 ? ['127.0.0.1', '::1'] : ['127.0.0.1']

test.each(addresses)(
  'a stream arrives at %s, whole and in order, also what was sent just before the stop',
  async (host) => {
    const receiver = await receive(host)
    const { collectors, log } = sendTo({ host, port: receiver.port })
    await collectors.ready(2000)
    const agent = createAgent({
      identity: { agentAddress: '10.0.0.1', subAgentId: 7 },
      destination: collectors,
      log,
    })
    const records = [{ row: hostMemory, fields: { mem_total: 5 } }]
    agent.addPoller({
      name: 'p',
      dataSource: { class: 2, index: 1 },
      intervalMs: 1000,
      collect: () => records,
    })
    const sampler = agent.addSampler({ name: 's', dataSource: { class: 0, index: 3 }, rate: 1 })
    agent.start()
    const [first] = await receiver.decoded(1)
    expect(first).toMatchObject({ agent_address: '10.0.0.1', sub_agent_id: 7, sequence_number: 1 })
    expect(first!.uptime).toBeGreaterThanOrEqual(990)
    for (let i = 0; i < 1000; i++) sampler.flow([])
    agent.stop()
    await collectors.close()
    const { datagrams } = agent.statistics()
    const all = await receiver.decoded(datagrams)
    expect(all.map(({ sequence_number }) => sequence_number)).toEqual(
      Array.from({ length: datagrams }, (_, i) => i + 1),
    )
    expect(all.reduce((sum, { samples }) => sum + samples.length, 0)).toBe(agent.statistics().samples)
  },
)

test.each(addresses)(
  'nobody listens at %s: heard, said once; a listener later gets the stream',
  async (host) => {
    const port = await closedPort(host)
    const { collectors, lines, skipTime, states } = sendTo({ host, port })
    await collectors.ready(2000)
    for (let i = 0; i < 5; i++) {
      collectors.send(new Uint8Array(100))
      await vi.waitUntil(() => collectors.status()[0]!.refusals > i, 2000)
    }
    expect(states()).toEqual(['refused'])
    expect(lines).toEqual([
      `warn nothing listens at the collector (ICMP port unreachable): ${formatEndpoint(host, port)} (on ${host} run: sflow listen --port ${port})`,
    ])
    const receiver = await receive(host, port)
    collectors.send(new Uint8Array(100))
    await vi.waitUntil(() => receiver.datagrams.length === 1, 2000)
    skipTime(61_000)
    collectors.send(new Uint8Array(100))
    await vi.waitUntil(() => receiver.datagrams.length === 2, 2000)
    expect(states()).toEqual(['open'])
    expect(lines).toHaveLength(2)
  },
)

test.each(addresses)(
  'the name localhost reaches a listener at %s alone, with every datagram',
  async (host) => {
    const receiver = await receive(host)
    const lookup = (): Promise<readonly string[]> => Promise.resolve(['::1', '127.0.0.1'])
    const collectors = createCollectors({
      specs: [{ host: 'localhost', port: receiver.port }],
      log: createFakeLog().log,
      lookup,
    })
    open.push(collectors)
    await collectors.ready(5000)
    for (let i = 0; i < 3; i++) collectors.send(Uint8Array.of(i))
    await vi.waitUntil(() => receiver.datagrams.length === 3, 3000)
    expect(receiver.datagrams.map((bytes) => bytes[0])).toEqual([0, 1, 2])
    expect(collectors.status()[0]).toMatchObject({ address: host, state: 'open' })
  },
)

test('the name localhost is resolved', async () => {
  const { collectors } = sendTo({ host: 'localhost', port: await closedPort() })
  await collectors.ready(5000)
  const [status] = collectors.status()
  expect(['::1', '127.0.0.1']).toContain(status?.address)
  expect(status?.resolvedAt).toMatch(/^\d{4}-\d\d-\d\dT/)
})

test('of many collectors the failing ones disturb no other', async () => {
  const receivers = await Promise.all(Array.from({ length: 15 }, () => receive()))
  const specs = receivers.map(({ port }) => ({ host: '127.0.0.1', port }))
  const { collectors, lines, states } = sendTo(
    { host: 'no-such-host.invalid', port: 6343 },
    { host: '127.0.0.1', port: await closedPort() },
    { host: '127.0.0.1', port: 6343, sourceAddress: '192.0.2.1' },
    { host: '127.0.0.1', port: 6343, device: 'no-such-dev' },
    { host: '127.0.0.1', port: 6343, namespace: 'no-such-namespace' },
    ...specs,
  )
  await collectors.ready(10_000)
  for (let i = 0; i < 100; i++) collectors.send(new Uint8Array(200))
  await Promise.all(receivers.map((receiver) => vi.waitUntil(() => receiver.datagrams.length === 100, 5000)))
  await vi.waitUntil(() => states()[1] === 'refused', 2000)
  expect(states().slice(0, 5)).toEqual(['error', 'refused', 'error', 'error', 'error'])
  expect(lines.filter((line) => line.startsWith('warn'))).toHaveLength(5)
  for (const status of collectors.status().slice(5)) {
    expect(status).toMatchObject({ state: 'open', datagrams: 100, bytes: 20_000, lost: 0, lastError: null })
  }
})

test('a datagram that is too big is lost, and said once', async () => {
  const receiver = await receive()
  const { collectors, lines } = sendTo({ host: '127.0.0.1', port: receiver.port })
  await collectors.ready(2000)
  collectors.send(new Uint8Array(66_000))
  collectors.send(new Uint8Array(10))
  await vi.waitUntil(() => receiver.datagrams.length === 1, 2000)
  expect(collectors.status()[0]).toMatchObject({ datagrams: 1, lost: 1, state: 'open' })
  expect(lines).toHaveLength(1)
})

test('bytes are copied: the buffer may be written again at once', async () => {
  const receiver = await receive()
  const { collectors } = sendTo({ host: '127.0.0.1', port: receiver.port })
  await collectors.ready(2000)
  const buffer = new Uint8Array(4)
  const view = new DataView(buffer.buffer)
  for (let i = 0; i < 200; i++) {
    view.setUint32(0, i)
    collectors.send(buffer)
  }
  await vi.waitUntil(() => receiver.datagrams.length === 200, 5000)
  expect(receiver.datagrams.map((bytes) => bytes.readUInt32BE())).toEqual(
    Array.from({ length: 200 }, (_, i) => i),
  )
})

test('100,000 datagrams leave no memory behind, and each is counted as sent or lost', async () => {
  const port = await closedPort()
  const receiver = await receive('127.0.0.1', port)
  const { collectors } = sendTo({ host: '127.0.0.1', port })
  await collectors.ready(2000)
  const datagram = new Uint8Array(1400)
  const burst = async (count: number): Promise<void> => {
    for (let i = 0; i < count; i++) collectors.send(datagram)
    await new Promise((resolve) => setImmediate(resolve))
    ;(receiver.datagrams as Buffer[]).length = 0
  }
  await burst(2000)
  const before = process.memoryUsage()
  for (let i = 0; i < 98; i++) await burst(1000)
  const after = process.memoryUsage()
  expect(after.external + after.arrayBuffers - before.external - before.arrayBuffers).toBeLessThan(30_000_000)
  // One burst that is longer than any poll: the queue is bounded, and what is beyond is counted.
  await burst(20_000)
  const { datagrams, lost } = collectors.status()[0]!
  expect(datagrams + lost).toBe(120_000)
  expect(datagrams).toBeGreaterThanOrEqual(100_000)
  expect(lost).toBe(20_000 - 4096)
})

import {
  countersSampleExpanded,
  decodeDatagram,
  hostDescr,
  hostMemory,
  type Datagram,
  type KnownRecord,
  type RecordInput,
} from '@host-sflow/sflow-encoder'
import { expect, test } from 'vitest'
import { createFakeClock, settle } from '../test/kit/fake-clock.ts'
import { createFakeLog } from '../../../tools/rigs/fake-log.ts'
import { seededRandom } from '../test/kit/random.ts'
import { createAgent, type AgentOptions } from './agent.ts'

const HOST = { class: 2, index: 1 }
const record = (mem_free: number): RecordInput => ({ row: hostMemory, fields: { mem_free } })

function setUp(options: Partial<AgentOptions> = {}) {
  const clock = createFakeClock()
  const { log, lines } = createFakeLog()
  const datagrams: (Datagram & { atMs: number })[] = []
  const destination = {
    size: 1,
    send: (bytes: Uint8Array) => void datagrams.push({ ...decodeDatagram(bytes), atMs: clock.nowMs() }),
  }
  const agent = createAgent({
    identity: { agentAddress: '10.0.0.1', subAgentId: 100_000 },
    destination,
    log,
    clock,
    random: seededRandom(1),
    ...options,
  })
  /** Every sample that arrived: time, source, sequence number. */
  const samples = () =>
    datagrams.flatMap(({ atMs, samples: list }) =>
      list.map((sample) => {
        const { source_id, sequence_number } = (sample as KnownRecord<typeof countersSampleExpanded>).fields
        return { atMs, index: source_id.index, sequence: sequence_number }
      }),
    )
  return { agent, clock, log, lines, datagrams, destination, samples }
}

test('a poller starts at random within its interval and then keeps it', async () => {
  const { agent, clock, samples } = setUp()
  for (let index = 1; index <= 200; index++) {
    agent.addPoller({
      name: `p${index}`,
      dataSource: { class: 3, index },
      intervalMs: 20_000,
      collect: () => [record(1)],
    })
  }
  agent.start()
  await clock.advance(60_000)
  const starts = new Map<number, number>()
  for (const { atMs, index, sequence } of samples()) {
    if (sequence === 1) starts.set(index, atMs)
    else expect(atMs).toBe(starts.get(index)! + (sequence - 1) * 20_000)
  }
  expect(starts.size).toBe(200)
  expect(Math.min(...starts.values())).toBe(1000)
  expect(Math.max(...starts.values())).toBe(20_000)
  // 10 are expected in each of 20 ticks, with a standard deviation of 3.1: 4.9 σ above is 25.
  const perTick = countBy([...starts.values()])
  expect(perTick.size).toBeGreaterThan(15)
  expect(Math.max(...perTick.values())).toBeLessThanOrEqual(25)
})

function countBy(values: readonly number[]): Map<number, number> {
  const counts = new Map<number, number>()
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1)
  return counts
}

test('counters of one tick leave together at its end', async () => {
  const { agent, clock, datagrams } = setUp()
  for (const index of [1, 2, 3]) {
    agent.addPoller({
      name: `p${index}`,
      dataSource: { class: 0, index },
      intervalMs: 1000,
      collect: () => [record(index)],
    })
  }
  agent.start()
  await clock.advance(3000)
  expect(datagrams.map(({ atMs, samples }) => [atMs, samples.length])).toEqual([
    [1000, 3],
    [2000, 3],
    [3000, 3],
  ])
  expect(datagrams.map(({ sequence_number, uptime }) => [sequence_number, uptime])).toEqual([
    [1, 1000],
    [2, 2000],
    [3, 3000],
  ])
})

test('interfaces come before the host and the host before services, whichever was added first', async () => {
  const { agent, clock, datagrams } = setUp()
  const sources = [HOST, { class: 3, index: 80 }, { class: 0, index: 2 }, { class: 0, index: 1 }]
  for (const dataSource of sources)
    agent.addPoller({ name: 'p', dataSource, intervalMs: 1000, collect: () => [record(1)] })
  agent.start()
  await clock.advance(1000)
  const [{ samples } = { samples: [] }] = datagrams
  expect(
    samples.map((sample) => (sample as KnownRecord<typeof countersSampleExpanded>).fields.source_id),
  ).toEqual([{ class: 0, index: 2 }, { class: 0, index: 1 }, HOST, { class: 3, index: 80 }])
})

test('a sample leaves at the latest one second after it was submitted', async () => {
  const { agent, clock, datagrams } = setUp()
  const sampler = agent.addSampler({ name: 's', dataSource: HOST, rate: 1 })
  agent.start()
  await clock.advance(1001)
  sampler.flow([])
  const submittedAtMs = clock.nowMs()
  await clock.advance(1000)
  expect(datagrams).toHaveLength(1)
  expect(datagrams[0]!.atMs - submittedAtMs).toBeLessThanOrEqual(1000)
})

test('after a stall each poller runs once, and keeps its phase', async () => {
  const { agent, clock, samples } = setUp({ random: () => 0 })
  agent.addPoller({ name: 'p', dataSource: HOST, intervalMs: 10_000, collect: () => [record(1)] })
  agent.start()
  await clock.advance(1000)
  await clock.stall(95_500)
  await clock.advance(20_000)
  expect(samples().map(({ atMs, sequence }) => [atMs, sequence])).toEqual([
    [1000, 1],
    [96_500, 2],
    [101_000, 3],
    [111_000, 4],
  ])
})

test('a new interval takes effect at once, with a new phase; 0 is off; the sequence goes on', async () => {
  const { agent, clock, samples } = setUp({ random: () => 0.5 })
  const poller = agent.addPoller({
    name: 'p',
    dataSource: HOST,
    intervalMs: 100_000,
    collect: () => [record(1)],
  })
  agent.start()
  await clock.advance(5000)
  poller.setIntervalMs(4000)
  await clock.advance(8000)
  poller.setIntervalMs(0)
  await clock.advance(100_000)
  expect(samples().map(({ atMs, sequence }) => [atMs, sequence])).toEqual([
    [8000, 1],
    [12_000, 2],
  ])
  poller.setIntervalMs(1000)
  await clock.advance(1000)
  poller.resetSequence()
  await clock.advance(1000)
  expect(samples().map(({ sequence }) => sequence)).toEqual([1, 2, 3, 1])
})

test('no data sends nothing and uses no sequence number', async () => {
  const { agent, clock, samples } = setUp()
  const answers = [[record(1)], undefined, [], [record(2)]]
  const poller = agent.addPoller({
    name: 'p',
    dataSource: HOST,
    intervalMs: 1000,
    collect: () => answers.shift(),
  })
  agent.start()
  await clock.advance(4000)
  expect(samples().map(({ atMs, sequence }) => [atMs, sequence])).toEqual([
    [1000, 1],
    [4000, 2],
  ])
  expect(poller.statistics).toMatchObject({ samples: 2, empty: 2, errors: 0 })
})

test('a collection that throws is counted and said once, and its end too', async () => {
  const { agent, clock, lines, samples } = setUp()
  let broken = true
  const poller = agent.addPoller({
    name: 'disk',
    dataSource: HOST,
    intervalMs: 1000,
    collect() {
      if (broken) throw Object.assign(new Error('ENOENT: no such file'), { code: 'ENOENT' })
      return [record(1)]
    },
  })
  agent.addPoller({
    name: 'other',
    dataSource: { class: 0, index: 7 },
    intervalMs: 1000,
    collect: () => [record(1)],
  })
  agent.start()
  await clock.advance(5000)
  expect(poller.statistics.errors).toBe(5)
  expect(samples()).toHaveLength(5)
  broken = false
  await clock.advance(1000)
  expect(lines).toEqual([
    'warn the collection of counters failed: disk: ENOENT: no such file',
    'info the collection works again: disk; 4 repeats',
  ])
})

test('errors whose text changes each time do not fill the log', async () => {
  const { agent, clock, lines } = setUp()
  let n = 0
  const collect = () => {
    throw new Error(`failure ${n++}`)
  }
  agent.addPoller({ name: 'p', dataSource: HOST, intervalMs: 1000, collect })
  agent.start()
  await clock.advance(100_000)
  expect(lines.length).toBeLessThan(12)
})

test('an asynchronous collection is sent as soon as it is in; one that hangs is skipped and reported', async () => {
  const { agent, clock, lines, samples } = setUp()
  const answers: ((records: RecordInput[]) => void)[] = []
  const poller = agent.addPoller({
    name: 'docker',
    dataSource: HOST,
    intervalMs: 1000,
    collect: () => new Promise<RecordInput[]>((resolve) => answers.push(resolve)),
  })
  agent.start()
  await clock.advance(1300)
  answers[0]!([record(1)])
  await settle()
  expect(samples().map(({ atMs }) => atMs)).toEqual([1300])
  expect(poller.statistics.lastMs).toBe(300)
  await clock.advance(10_000)
  expect(answers).toHaveLength(2)
  expect(poller.statistics.skipped).toBe(9)
  expect(lines).toEqual([
    'warn the previous collection has not come back yet; this one is skipped: docker (check what the source reads from: a service or file system that does not answer)',
  ])
  answers[1]!([record(2)])
  await settle()
  expect(samples().map(({ sequence }) => sequence)).toEqual([1, 2])
  expect(lines.at(-1)).toBe('info the collection has come back: docker; 8 repeats')
})

test('a rejected collection and one removed while it runs send nothing', async () => {
  const { agent, clock, samples, lines } = setUp()
  const bad = agent.addPoller({
    name: 'bad',
    dataSource: HOST,
    intervalMs: 1000,
    collect: () => Promise.reject(new Error('closed')),
  })
  let answer: ((records: RecordInput[]) => void) | undefined
  const gone = agent.addPoller({
    name: 'gone',
    dataSource: HOST,
    intervalMs: 1000,
    collect: () => new Promise<RecordInput[]>((resolve) => void (answer = resolve)),
  })
  agent.start()
  await clock.advance(1000)
  gone.remove()
  answer?.([record(1)])
  await clock.advance(1000)
  expect(samples()).toEqual([])
  expect(bad.statistics.errors).toBe(2)
  expect(agent.statistics().pollers).toEqual([bad])
  expect(lines[0]).toContain('bad: closed')
})

test('a sample that cannot be encoded harms no other', async () => {
  const { agent, clock, datagrams, lines } = setUp()
  const wrong = {
    row: countersSampleExpanded,
    fields: { records: [{ row: hostDescr, fields: { uuid: 'none' } }] },
  }
  agent.start()
  agent.submit(wrong)
  agent.addSampler({ name: 's', dataSource: HOST, rate: 1 }).flow([])
  await clock.advance(1000)
  expect(datagrams).toHaveLength(1)
  expect(datagrams[0]!.samples).toHaveLength(1)
  expect(agent.statistics().sampleErrors).toBe(1)
  expect(lines[0]).toMatch(/^warn a sample could not be encoded/)
})

test('without a receiver nothing is polled, and one that comes back causes no burst', async () => {
  const { agent, clock, destination, samples } = setUp({ random: seededRandom(3) })
  let polls = 0
  const collect = () => {
    polls++
    return [record(1)]
  }
  for (let index = 1; index <= 30; index++) {
    agent.addPoller({ name: `p${index}`, dataSource: { class: 0, index }, intervalMs: 30_000, collect })
  }
  destination.size = 0
  agent.start()
  await clock.advance(100_000)
  expect(polls).toBe(0)
  destination.size = 1
  await clock.advance(1000)
  expect(polls).toBeLessThan(8)
  await clock.advance(29_000)
  expect(polls).toBe(30)
  expect(samples()).toHaveLength(30)
})

test('collectAll collects everything that is on, once, and flushes; what hangs is left out', async () => {
  const { agent, clock, samples } = setUp()
  const add = (index: number, intervalMs: number, collect: () => RecordInput[] | Promise<RecordInput[]>) =>
    agent.addPoller({ name: `p${index}`, dataSource: { class: 0, index }, intervalMs, collect })
  add(1, 20_000, () => [record(1)])
  add(2, 20_000, () => Promise.resolve([record(2)]))
  add(3, 20_000, () => new Promise(() => undefined))
  add(4, 0, () => [record(4)])
  let done = false
  void agent.collectAll().then(() => void (done = true))
  await clock.advance(2999)
  expect(done).toBe(false)
  await clock.advance(1)
  expect(done).toBe(true)
  expect(samples().map(({ index }) => index)).toEqual([1, 2])
})

test('stop flushes what waits and leaves no timer', async () => {
  const { agent, clock, datagrams } = setUp()
  agent.start()
  await clock.advance(500)
  agent.addSampler({ name: 's', dataSource: HOST, rate: 1 }).flow([])
  agent.stop()
  expect(datagrams).toHaveLength(1)
  expect(clock.timers).toBe(0)
})

test('a new agent address or datagram size takes effect without a gap in sequence numbers', async () => {
  const { agent, clock, datagrams } = setUp()
  agent.addPoller({ name: 'p', dataSource: HOST, intervalMs: 1000, collect: () => [record(1)] })
  agent.start()
  await clock.advance(1000)
  agent.setAgentAddress('2001:db8::1')
  agent.setMaxDatagramBytes(500)
  await clock.advance(1000)
  expect(datagrams.map(({ agent_address, sequence_number }) => [agent_address, sequence_number])).toEqual([
    ['10.0.0.1', 1],
    ['2001:db8::1', 2],
  ])
})

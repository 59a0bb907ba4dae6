// What is sampled stands for what was asked, and the settings are followed while the server runs.
import { setTimeout as sleep } from 'node:timers/promises'
import { beforeEach, expect, it } from 'vitest'
import { debianPackages, requirePackages } from '../../../tools/rigs/apt.mjs'
import { h2load } from '../../../tools/rigs/h2load.ts'
import { openReceiver, type Received } from '../../../tools/rigs/receiver.ts'
import { lastCounts, onlySource, onlyStream, requestsIn, requestsOf, streamsOf } from './support/collected.ts'
import { expectWhole, settledCounts } from './support/load.ts'
import { startServer } from './support/server.ts'
import { AGENT_IP, collectorAt, httpSettings, settingsFile } from './support/settings.ts'

const RATE = 20
const REQUESTS = 48_000
const CONNECTIONS = 8
/** How often each is asked for among twenty. */
const SHARES = { '/users/1': 10, '/users/2': 5, '/users/3': 4, '/status/404': 1 }
/** Another one of every machine. */
const OTHER_IP = '::1'
/** About one failure in a million. */
const SIGMAS = 4.9
const CHI_SQUARE_3 = 30.7

beforeEach(async (ctx) => {
  const packages = await requirePackages(debianPackages.load)
  if (!packages.ok) ctx.skip(packages.reason)
})

it.concurrent('estimates of each URL are within their bounds, and 1-in-1 sees every request', async () => {
  const receiver = await openReceiver()
  const settings = await settingsFile(receiver.port, httpSettings(RATE, 1))
  const server = await startServer('http', { settings: settings.path })
  // Its settings are known to it then.
  await receiver.until('the first counters', () => receiver.received.length > 0)
  const paths = Object.entries(SHARES).flatMap(([path, share]) => Array.from({ length: share }, () => path))
  const [first, ...others] = paths
  expectWhole(
    await h2load({
      url: `${server.url}${first}`,
      paths: others,
      requests: REQUESTS,
      connections: CONNECTIONS,
      http1: true,
    }),
    REQUESTS,
  )
  await settledCounts(receiver, REQUESTS)
  const { flows } = onlySource(receiver.received)
  expect(new Set(flows.map(({ sampling_rate }) => sampling_rate))).toEqual(new Set([RATE]))
  expect(onlyStream(receiver.received)).toMatchObject({ missing: 0, faults: [] })
  expect(flows.at(-1)!.drops).toBe(0)
  // The last request that was sampled is followed by less than one longest skip.
  const unsampled = REQUESTS - flows.at(-1)!.sample_pool
  expect(unsampled).toBeGreaterThanOrEqual(0)
  expect(unsampled).toBeLessThan(2 * RATE)

  const seen = countBy(requestsOf(receiver.received).map(({ uri }) => uri))
  const samples = flows.length
  // Skips are uniform in 1 to 2N-1: the number of samples varies less than that of independent draws.
  const spread = (RATE - 1) / (3 * RATE)
  let chiSquare = 0
  const scores: Record<string, number> = {}
  for (const [path, share] of Object.entries(SHARES)) {
    const q = share / 20
    const count = seen.get(path) ?? 0
    const expected = (REQUESTS * q) / RATE
    const sigma = Math.sqrt((REQUESTS / RATE) * (q * (1 - q) + q * q * spread))
    scores[path] = (count - expected) / sigma
    chiSquare += (count - samples * q) ** 2 / (samples * q)
  }
  expect(Object.entries(scores).filter(([, score]) => Math.abs(score) > SIGMAS)).toEqual([])
  expect(chiSquare).toBeLessThanOrEqual(CHI_SQUARE_3)

  await settings.write(httpSettings(1, 1))
  await sleep(500)
  expectWhole(await h2load({ url: `${server.url}/users/5`, requests: 200, connections: 4, http1: true }), 200)
  await settledCounts(receiver, REQUESTS + 200)
  const fresh = onlySource(receiver.received).flows.slice(samples)
  expect(fresh).toHaveLength(200)
  expect(fresh.at(-1)).toMatchObject({ sampling_rate: 1, sample_pool: REQUESTS + 200 })
  server.kill('SIGKILL')
})

function countBy(values: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>()
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1)
  return counts
}

it.concurrent(
  'follows polling, collectors, and the agent address; is silent without settings, and goes on where it was',
  async () => {
    const one = await openReceiver()
    const two = await openReceiver()
    const settings = await settingsFile(one.port)
    const server = await startServer('http', { settings: settings.path })
    const ask = async (times: number): Promise<void> => {
      for (let i = 0; i < times; i++) await (await fetch(server.url)).text()
    }
    await ask(3)
    await settledCounts(one, 3)

    // Another collector: the first hears no more, and nothing begins anew.
    await settings.write({ collectors: [collectorAt(two.port)] })
    await two.until('the other collector', () => two.received.length >= 2)
    const left = one.received.length
    const stream = onlyStream([...one.received, ...two.received])
    expect(stream).toMatchObject({ missing: 0, faults: [] })

    // Another address of the agent.
    await settings.write({ collectors: [collectorAt(two.port)], agentIP: OTHER_IP })
    const moved = `${OTHER_IP}/${server.port}`
    await two.until('the other address', () => streamsOf(two.received).has(moved))
    const countersOf = (received: readonly Received[], id: string): readonly { sequence_number: number }[] =>
      streamsOf(received).get(id)!.sources.get(`3:${server.port}`)!.counters
    const last = countersOf(two.received, `${AGENT_IP}/${server.port}`).at(-1)!
    expect(countersOf(two.received, moved)[0]!.sequence_number).toBe(last.sequence_number + 1)

    // Silence, in which the server is still asked.
    await settings.write(null)
    await sleep(500)
    const heard = two.received.length
    await ask(5)
    await sleep(1500)
    expect(two.received.length).toBe(heard)
    await settings.write({ collectors: [collectorAt(two.port)], ...httpSettings(0, 2) })
    await two.until('it is back', () => two.received.length >= heard + 2)
    const back = two.received.slice(heard)
    expect(requestsIn(lastCounts(back)!)).toBe(8)
    const [a, b] = back.map(({ datagram }) => datagram)
    expect(a!.sequence_number).toBe(two.received[heard - 1]!.datagram.sequence_number + 1)
    const lastOne = countersOf(two.received.slice(0, heard), moved).at(-1)!
    expect(onlySource(back).counters[0]!.sequence_number).toBe(lastOne.sequence_number + 1)
    // polling.http 2: a poll each two seconds by its own clock.
    expect(b!.uptime - a!.uptime).toBeGreaterThanOrEqual(1900)
    expect(b!.uptime - a!.uptime).toBeLessThanOrEqual(2600)
    expect(one.received.length).toBe(left)
    server.kill('SIGKILL')
  },
)

// Priorities, changes of address and many collectors, over real sockets.
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, test, vi, type TestContext } from 'vitest'
import { receive, sendTo } from './kit/collector-rig.ts'
import { closedPort } from './kit/receiver.ts'

const LIMIT = { timeout: 10_000, interval: 20 }
const range = (count: number): number[] => Array.from({ length: count }, (_, i) => i)

describe.concurrent('collectors', () => {
  test('nobody listens at the first priority for 30 s: the second one misses nothing; a listener brings the first one back', async (ctx: TestContext) => {
    const port = await closedPort()
    const second = await receive(ctx, '127.0.0.1')
    const { collectors, lines, send, skipTime } = sendTo(ctx, [
      { host: '127.0.0.1', port, priority: 10 },
      { host: '127.0.0.1', port: second.port, priority: 20 },
    ])
    await collectors.ready(2000)
    const refusals = (): number => collectors.status()[0]!.refusals
    send()
    await vi.waitUntil(() => refusals() === 1, LIMIT)
    skipTime(31_000)
    expect(collectors.active()[0]!.spec.priority).toBe(10)
    send()
    await vi.waitUntil(() => refusals() === 2, LIMIT)
    expect(collectors.active()).toMatchObject([{ spec: { priority: 20 }, address: '127.0.0.1' }])
    for (let i = 0; i < 10; i++) send()
    await vi.waitUntil(() => second.numbers.length === 10, LIMIT)

    // A probe that is refused changes nothing.
    skipTime(31_000)
    send()
    await vi.waitUntil(() => refusals() === 3, LIMIT)
    skipTime(10_000)
    await sleep(1200)
    expect(collectors.active()[0]!.spec.priority).toBe(20)

    const first = await receive(ctx, '127.0.0.1', port)
    skipTime(31_000)
    const probe = send()
    await vi.waitUntil(() => collectors.active()[0]!.spec.priority === 10, LIMIT)
    const next = send()
    await vi.waitUntil(() => first.numbers.length === 2, LIMIT)
    expect(first.numbers).toEqual([probe, next])
    expect(second.numbers).toEqual(range(next).slice(2))
    expect(
      lines.filter((line) => line.includes('->')).map((line) => line.replaceAll(/\d{4,5}/g, 'P')),
    ).toEqual([
      'warn collectors of priority 10 (127.0.0.1:P) -> priority 20 (127.0.0.1:P): those of priority 10 have refused datagrams for 30 s (every 30 s one is sent there, to see whether it works again)',
      'info collectors of priority 20 (127.0.0.1:P) -> priority 10 (127.0.0.1:P): priority 10 works',
    ])
  })

  test('a name moves from one address to another, many times: no datagram is lost or comes twice', async (ctx) => {
    const here = await receive(ctx, '127.0.0.1')
    const there = await receive(ctx, '127.0.0.2', here.port)
    const lookups = { count: 0 }
    const { collectors, send } = sendTo(ctx, [{ host: 'collector.test', port: here.port }], {
      lookup: async () => [lookups.count++ % 2 === 0 ? '127.0.0.1' : '127.0.0.2'],
      refreshMs: 20,
    })
    let sent = 0
    while (lookups.count < 31) {
      for (let i = 0; i < 5; i++) sent = send() + 1
      await sleep(1)
    }
    await vi.waitUntil(() => here.numbers.length + there.numbers.length >= sent, LIMIT)
    expect([...here.numbers, ...there.numbers].toSorted((a, b) => a - b)).toEqual(range(sent))
    expect(Math.min(here.numbers.length, there.numbers.length)).toBeGreaterThan(100)
    expect(collectors.status()[0]).toMatchObject({ datagrams: sent, lost: 0, state: 'open' })
  })

  test('collectors are replaced by others, and by none: no datagram is lost or comes twice', async (ctx) => {
    const receivers = await Promise.all(range(3).map(() => receive(ctx, '127.0.0.1')))
    const specs = receivers.map(({ port }) => ({ host: '127.0.0.1', port }))
    const { collectors, send } = sendTo(ctx, specs.slice(0, 1))
    let sent = 0
    for (let round = 0; round < 60; round++) {
      collectors.set([specs[round % 3]!])
      sent = send() + 1
      await sleep(round % 4)
      sent = send() + 1
    }
    const arrived = (): number[] => receivers.flatMap(({ numbers }) => numbers)
    await vi.waitUntil(() => arrived().length >= sent, LIMIT)
    collectors.set([])
    send()
    collectors.set(specs)
    await collectors.ready(2000)
    const last = send()
    await vi.waitUntil(() => arrived().length >= sent + 3, LIMIT)
    expect(arrived().toSorted((a, b) => a - b)).toEqual([...range(sent), last, last, last])
  })

  test('a hundred collectors, some of which fail, each get every datagram', async (ctx) => {
    const receivers = await Promise.all(range(100).map(() => receive(ctx, '127.0.0.1')))
    const bad = await Promise.all(range(5).map(() => closedPort()))
    const { collectors, send } = sendTo(ctx, [
      ...bad.map((port) => ({ host: '127.0.0.1', port })),
      ...receivers.map(({ port }) => ({ host: '127.0.0.1', port })),
      // Served once.
      { host: '127.0.0.1', port: receivers[0]!.port },
    ])
    await collectors.ready(5000)
    for (let i = 0; i < 20; i++) {
      send()
      await sleep(1)
    }
    await vi.waitUntil(() => receivers.every(({ numbers }) => numbers.length >= 20), LIMIT)
    for (const { numbers } of receivers) expect(numbers).toEqual(range(20))
    expect(collectors.size).toBe(105)
    await vi.waitUntil(
      () => collectors.status().filter(({ state }) => state === 'refused').length === 5,
      LIMIT,
    )
  })

  test('the address that datagrams are sent from is gone: another socket, and no loss', async (ctx) => {
    const receiver = await receive(ctx, '127.0.0.1')
    const { collectors, send } = sendTo(ctx, [{ host: '127.0.0.1', port: receiver.port }])
    await collectors.ready(2000)
    let sent = 0
    for (let i = 0; i < 40; i++) {
      sent = send() + 1
      if (i === 10) collectors.checkSources(new Set(['127.0.0.1', '10.0.0.1']))
      if (i === 20) collectors.checkSources(new Set(['10.0.0.1']))
      await sleep(1)
    }
    await vi.waitUntil(() => receiver.numbers.length === sent, LIMIT)
    expect(receiver.numbers).toEqual(range(sent))
    expect(new Set(receiver.ports.slice(0, 20)).size).toBe(1)
    expect(new Set(receiver.ports).size).toBe(2)
  })

  test('from a source address, and from one that this host does not have', async (ctx) => {
    const receiver = await receive(ctx, '127.0.0.1')
    const to = { host: '127.0.0.1', port: receiver.port }
    const { collectors, lines, send, states } = sendTo(ctx, [
      { ...to, sourceAddress: '127.0.0.77' },
      { ...to, sourceAddress: '192.0.2.7' },
      { ...to, sourceAddress: '::1' },
      { ...to, sourceAddress: 'no-address' },
      to,
    ])
    await collectors.ready(2000)
    send()
    await vi.waitUntil(() => receiver.numbers.length === 2, LIMIT)
    expect(receiver.senders.toSorted()).toEqual(['127.0.0.1', '127.0.0.77'])
    expect(states()).toEqual(['open', 'error', 'error', 'error', 'open'])
    const where = `127.0.0.1:${receiver.port} from`
    const family = (source: string) =>
      `warn the collector and its source address are not both IPv4 or both IPv6: ${where} ${source} (correct the source address, or leave it out)`
    expect(lines.toSorted()).toEqual([
      `warn the collector and its source address are not both IPv4 or both IPv6: ${where} ::1 (correct the source address, or leave it out)`,
      family('no-address'),
      `warn the collector cannot be sent to from its source address: ${where} 192.0.2.7: bind EADDRNOTAVAIL 192.0.2.7 (give that address to this host (ip address add), or correct it, or leave it out; it is tried again)`,
    ])
  })
})

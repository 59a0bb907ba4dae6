// Collectors with a device or namespace: each fails alone, and is there when what it needs is there.
import { beforeEach, describe, expect, test, vi, type TestContext } from 'vitest'
import type { CollectorSpec } from '../src/collector/collector-spec.ts'
import { connect, namespaceFor, receive, sendTo } from './kit/collector-rig.ts'
import { addNamespace, namespacesMissing } from './kit/namespace.ts'

const LIMIT = { timeout: 20_000, interval: 50 }
const missing = await namespacesMissing()
beforeEach((ctx) => ctx.skip(missing !== undefined, missing))

/** Sends until it is received. */
async function until(received: () => boolean, send: () => void): Promise<void> {
  await vi.waitUntil(() => {
    send()
    return received()
  }, LIMIT)
}

/** Two namespaces with a link between them, a receiver at its end, and a collector there. */
async function linked(ctx: TestContext, subnet: string) {
  const from = await namespaceFor(ctx)
  const to = await namespaceFor(ctx)
  await connect(from, to, subnet)
  const receiver = await receive(ctx, `${subnet}.2`, 0, to.name)
  const spec: CollectorSpec = { host: `${subnet}.2`, port: receiver.port, namespace: from.name }
  return { from, to, receiver, spec }
}

describe.concurrent('a collector in a namespace', () => {
  test('that refuses is heard within about a second, though nothing more is sent', async (ctx) => {
    const namespace = await namespaceFor(ctx)
    const { collectors, send, states } = sendTo(
      ctx,
      ['127.0.0.1', '::1'].map((host) => ({ host, port: 9, namespace: namespace.name })),
    )
    await collectors.ready(5000)
    send()
    expect(states()).toEqual(['open', 'open'])
    const startedAtMs = performance.now()
    await vi.waitUntil(() => states().every((state) => state === 'refused'), LIMIT)
    expect(performance.now() - startedAtMs).toBeLessThan(1500)
    expect(collectors.status()).toMatchObject([{ refusals: 1 }, { refusals: 1 }])
  })

  test('that refuses gives way to the next priority', async (ctx) => {
    const { receiver, spec } = await linked(ctx, '10.81.0')
    const { collectors, send, skipTime } = sendTo(ctx, [
      { ...spec, port: receiver.port === 9 ? 10 : 9, priority: 1 },
      { ...spec, priority: 2 },
    ])
    await collectors.ready(5000)
    send()
    await vi.waitUntil(() => collectors.status()[0]!.refusals === 1, LIMIT)
    skipTime(31_000)
    send()
    await vi.waitUntil(() => collectors.active()[0]!.spec.priority === 2, LIMIT)
    send()
    await vi.waitUntil(() => receiver.numbers.length === 1, LIMIT)
    expect(receiver.numbers).toEqual([2])
  })

  test('that a router rejects is told from one at which nobody listens', async (ctx) => {
    const { from, to, spec } = await linked(ctx, '10.82.0')
    // ICMP "administratively prohibited", as a firewall says it.
    await to.exec('sh', '-c', 'echo 1 > /proc/sys/net/ipv4/ip_forward')
    await to.exec('ip', 'route', 'add', 'prohibit', '10.99.0.0/24')
    await from.exec('ip', 'route', 'add', '10.99.0.0/24', 'via', '10.82.0.2')
    const { collectors, lines, send, states } = sendTo(ctx, [{ ...spec, host: '10.99.0.9' }])
    await collectors.ready(5000)
    send()
    await vi.waitUntil(() => states()[0] === 'refused', LIMIT)
    send()
    expect(lines).toHaveLength(1)
    expect(lines[0]).toMatch(/^warn datagrams are rejected on the way to the collector .*EHOSTUNREACH/u)
    expect(collectors.status()[0]).toMatchObject({ datagrams: 2, lost: 0 })
  })

  test('whose device is missing says so, alone; it comes up with the device, and follows another of that name', async (ctx) => {
    const from = await namespaceFor(ctx)
    const to = await namespaceFor(ctx)
    const host = '10.83.0.2'
    const { collectors, lines, send, states } = sendTo(ctx, [
      { host, port: 7000, namespace: from.name, device: 'out0' },
    ])
    await collectors.ready(5000)
    expect(states()).toEqual(['error'])
    expect(lines).toEqual([
      `warn the network device of the collector cannot be used: ${host}:7000 dev out0 namespace ${from.name}: if_nametoindex: ENODEV (out0) (check its name (ip link); it is tried again, also when the device comes later. A link-local address needs its device: fe80::1%eth0)`,
    ])
    await connect(from, to, '10.83.0')
    const receiver = await receive(ctx, host, 7000, to.name)
    await until(() => receiver.numbers.length > 0, send)
    const indexOf = async (): Promise<string> => from.exec('cat', '/sys/class/net/out0/ifindex')
    const before = await indexOf()

    await from.exec('ip', 'link', 'del', 'out0')
    await from.exec('ip', 'link', 'add', 'other0', 'type', 'veth', 'peer', 'name', 'other1')
    await connect(from, to, '10.83.0')
    expect(await indexOf()).not.toBe(before)
    const arrived = receiver.numbers.length
    await until(() => receiver.numbers.length > arrived, send)
    await vi.waitUntil(() => states()[0] === 'open', LIMIT)
  })

  test('that is missing says so, alone; it comes up with the namespace, and follows another of that name', async (ctx) => {
    const to = await namespaceFor(ctx)
    const from = await addNamespace()
    await from.remove()
    const host = '10.84.0.2'
    const { collectors, lines, send, states } = sendTo(ctx, [{ host, port: 7000, namespace: from.name }])
    await collectors.ready(5000)
    expect(states()).toEqual(['error'])
    expect(lines).toEqual([
      `warn the network namespace of the collector cannot be used: ${host}:7000 namespace ${from.name}: open: ENOENT (/var/run/netns/${from.name}) (check its name (ip netns list) and that CAP_SYS_ADMIN is kept; it is tried again, also when the namespace comes later)`,
    ])
    ctx.onTestFinished(() => from.remove().catch(() => undefined))
    await addNamespace(from.name)
    await connect(from, to, '10.84.0')
    const receiver = await receive(ctx, host, 7000, to.name)
    await until(() => receiver.numbers.length > 0, send)

    // The socket would keep the old one alive, and the other end of its link with it.
    await from.remove()
    await vi.waitUntil(
      () =>
        to.exec('ip', 'link', 'show', 'in0').then(
          () => false,
          () => true,
        ),
      LIMIT,
    )
    expect(states()).toEqual(['error'])
    await addNamespace(from.name)
    await connect(from, to, '10.84.0')
    const arrived = receiver.numbers.length
    await until(() => receiver.numbers.length > arrived, send)
  })

  test('sends from its source address once the namespace has it', async (ctx) => {
    const { from, receiver, spec } = await linked(ctx, '10.85.0')
    const { collectors, lines, send } = sendTo(ctx, [{ ...spec, sourceAddress: '10.85.0.77' }, spec])
    await collectors.ready(5000)
    send()
    await vi.waitUntil(() => receiver.numbers.length === 1, LIMIT)
    expect(lines).toEqual([
      `warn the collector cannot be sent to from its source address: 10.85.0.2:${receiver.port} namespace ${from.name} from 10.85.0.77: bind: EADDRNOTAVAIL (10.85.0.77) (give that address to this host (ip address add), or correct it, or leave it out; it is tried again)`,
    ])
    await from.exec('ip', 'addr', 'add', '10.85.0.77/24', 'dev', 'out0')
    await until(() => receiver.senders.includes('10.85.0.77'), send)
    // And when it goes away and comes back.
    await from.exec('ip', 'addr', 'del', '10.85.0.77/24', 'dev', 'out0')
    await until(() => collectors.status()[0]!.state === 'error', send)
    await from.exec('ip', 'addr', 'add', '10.85.0.77/24', 'dev', 'out0')
    await vi.waitUntil(() => collectors.status()[0]!.state !== 'error', LIMIT)
    const seen = receiver.senders.filter((sender) => sender === '10.85.0.77').length
    await until(() => receiver.senders.filter((sender) => sender === '10.85.0.77').length > seen, send)
  })
})

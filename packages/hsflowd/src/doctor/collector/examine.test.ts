import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { systemClock, type CollectorSpec, type OpenTransport } from '@host-sflow/agent-runtime'
import { decodeDatagram } from '@host-sflow/sflow-encoder'
import { describe, expect, test } from 'vitest'
import { agent, said } from '../world.test-helper.ts'
import { examineCollector, type Surroundings } from './examine.ts'
import { testDatagram } from './test-datagram.ts'

async function listen(): Promise<{ port: number; received: Buffer[]; close: () => Promise<void> }> {
  const socket = createSocket('udp4')
  const received: Buffer[] = []
  socket.on('message', (bytes) => received.push(bytes))
  socket.bind(0, '127.0.0.1')
  await once(socket, 'listening')
  // An idle test socket keeps nothing alive; it ends with the process if a test fails.
  socket.unref()
  const close = async (): Promise<void> => {
    const closed = once(socket, 'close')
    socket.close()
    await closed
  }
  return { port: socket.address().port, received, close }
}

async function closedPort(): Promise<number> {
  const { port, close } = await listen()
  await close()
  return port
}

const around = (more: Partial<Surroundings> = {}): Surroundings => ({
  clock: systemClock,
  agentAddress: '192.0.2.1',
  datagramBytes: 1400,
  isRoot: true,
  seen: undefined,
  ...more,
})
const examine = (spec: CollectorSpec, more?: Partial<Surroundings>) => examineCollector(spec, around(more))
const failsWith =
  (code: string): OpenTransport =>
  () =>
    Promise.reject(Object.assign(new Error(code), { code }))

describe.concurrent('a collector', () => {
  test('that listens gets one datagram without samples, of a stream of its own', async () => {
    const { port, received } = await listen()
    const findings = await examine({ host: '127.0.0.1', port })
    expect(said(findings)).toEqual([
      expect.stringMatching(/^ok 127\.0\.0\.1:\d+ sent.*; no reply is normal for UDP$/),
    ])
    expect(received.map((bytes) => decodeDatagram(bytes))).toEqual([
      {
        version: 5,
        agent_address: '192.0.2.1',
        sub_agent_id: 199_999,
        sequence_number: 1,
        uptime: 0,
        samples: [],
      },
    ])
  })

  test('that does not listen refuses, which is heard', async () => {
    const port = await closedPort()
    expect(await examine({ host: '127.0.0.1', port })).toEqual([
      {
        status: 'fail',
        detail: `127.0.0.1:${port} refused the datagram (ICMP port unreachable): nothing listens there`,
        fix: `on 127.0.0.1 run: sflow listen --port ${port}`,
      },
    ])
  })

  test('by a name of several addresses of which one listens', async () => {
    const { port } = await listen()
    const lookup = () => Promise.resolve(['127.0.0.2', '127.0.0.1'])
    const findings = await examine({ host: 'c.example', port }, { lookup })
    expect(findings.map(({ status }) => status)).toEqual(['ok', 'warn'])
    expect(findings[0]!.detail).toContain(`c.example:${port} (127.0.0.2, 127.0.0.1) sent`)
    expect(findings[1]!.detail).toContain('127.0.0.2')
  })

  test('whose name cannot be resolved, has no address, or takes for ever', async () => {
    const spec = { host: 'c.example', port: 6343 }
    const of = async (lookup: Surroundings['lookup']) => said(await examine(spec, { lookup: lookup! }))
    expect(await of(() => Promise.reject(new Error('ENOTFOUND')))).toEqual([
      'fail c.example port 6343: the name cannot be resolved: ENOTFOUND',
    ])
    expect(await of(() => Promise.resolve([]))).toEqual(['fail c.example port 6343: the name has no address'])
    expect(await of(() => new Promise(() => undefined))).toEqual([
      'fail c.example port 6343: the name servers do not answer',
    ])
  })

  test.each([
    ['EPERM', 'fail', 'firewall'],
    ['ENETUNREACH', 'fail', 'no route'],
    ['EHOSTUNREACH', 'fail', 'no route'],
    ['EADDRNOTAVAIL', 'fail', 'no address'],
    ['ENODEV', 'fail', 'no device eth9'],
    ['HSF_COLLECTOR_NATIVE', 'fail', 'HSF_COLLECTOR_NATIVE'],
    ['EWHATEVER', 'fail', 'EWHATEVER'],
  ])('that cannot be sent to: %s', async (code, verdict, words) => {
    const spec = { host: '127.0.0.1', port: 9, device: 'eth9' }
    const [finding] = await examine(spec, { openTransport: failsWith(code) })
    expect(finding!.status).toBe(verdict)
    expect(finding!.detail).toContain(words)
    expect(finding!.fix).not.toBe('')
  })

  test('in a namespace that this user may not enter is not the collector’s fault', async () => {
    const spec = { host: '127.0.0.1', port: 9, namespace: 'blue' }
    const openTransport = failsWith('EPERM')
    expect((await examine(spec, { openTransport, isRoot: false }))[0]!.status).toBe('warn')
    expect((await examine(spec, { openTransport, isRoot: true }))[0]!.status).toBe('fail')
  })

  test('is told with what hsflowd tells of it', async () => {
    const { port } = await listen()
    const { collectors } = agent({
      collectors: [{ collector: 'x', datagrams: 1, lost: 2, refusals: 0, active: false }],
    })
    const [finding] = await examine({ host: '127.0.0.1', port }, { seen: collectors[0] })
    expect(finding!.detail).toContain('; hsflowd: stands by, 1 datagram so far, 2 lost, 0 refused')
  })

  test('behind a path that takes less than a datagram', async (ctx) => {
    ctx.skip(process.platform !== 'linux', 'routes are asked for on Linux')
    const { port } = await listen()
    // The loopback takes 65536.
    const findings = await examine({ host: '127.0.0.1', port }, { datagramBytes: 65_520 })
    expect(findings.map(({ status }) => status)).toEqual(['ok', 'warn'])
    expect(findings[1]).toMatchObject({ fix: 'datagramBytes = 65508 in hsflowd.conf' })
  })
})

test('the test datagram of an IPv6 agent', () => {
  expect(decodeDatagram(testDatagram('2001:db8::1', 3, 400))).toMatchObject({
    agent_address: '2001:db8::1',
    sequence_number: 3,
    uptime: 400,
  })
})

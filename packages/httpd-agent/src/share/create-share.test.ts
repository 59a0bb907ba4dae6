import { chmodSync, readdirSync, rmSync } from 'node:fs'
import { connect, createServer, type Socket } from 'node:net'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { expect, onTestFinished, test, vi } from 'vitest'
import { SLOT } from '../service/totals.ts'
import { lineOf, PROTOCOL, type LeaderMessage, type MemberMessage } from './messages.ts'
import {
  become,
  fast,
  gaugesOf,
  joinGroup,
  requestsIn,
  scratch,
  stateOf,
  type Sent,
} from './share.test-helper.ts'
import type { Flow } from './share.ts'

const flow: Flow = {
  kind: 'requests',
  rate: 10,
  seen: 10,
  records: [{ name: 'http_request', fields: { uri: '/ä', status: 200 } }],
}

test('one leads, the others are its members, and all counts are in its stream', async () => {
  const directory = scratch()
  const sent: Sent[] = []
  const first = joinGroup('first', directory, sent)
  await become(first, 'leader')
  const others = ['second', 'third'].map((name) => joinGroup(name, directory, sent))
  for (const other of others) await become(other, 'member')

  first.count(1)
  others[0]!.count(10)
  others[1]!.count(100)
  others[1]!.share.flow(flow)
  for (const { share } of [...others, first]) share.flush()
  await vi.waitFor(() => {
    first.stream()!.send()
    expect(requestsIn(sent)).toBe(111)
    expect(first.stream()!.flows).toEqual([flow])
  })
  expect(others.map((other) => other.stream())).toEqual([undefined, undefined])
})

test('who takes over goes on with the stream: nothing is missing, and nothing counted twice', async () => {
  const directory = scratch()
  const sent: Sent[] = []
  const first = joinGroup('first', directory, sent)
  await become(first, 'leader')
  const second = joinGroup('second', directory, sent)
  const third = joinGroup('third', directory, sent)
  await become(second, 'member')
  await become(third, 'member')
  first.count(1)
  second.count(10)
  third.count(100)
  await first.share.close()
  await vi.waitFor(() =>
    expect([second, third].map(({ share }) => share.role).toSorted()).toEqual(['leader', 'member']),
  )
  second.count(1000)
  const leader = second.share.role === 'leader' ? second : third
  second.share.flush()
  third.share.flush()
  await vi.waitFor(() => {
    leader.stream()!.send()
    expect(requestsIn(sent)).toBe(1111)
  })
  const sequences = sent.map(({ sequence }) => sequence)
  expect(sequences).toEqual(sequences.map((_, i) => i + 1))
})

test.each(['its socket', 'the directory'])(
  'a leader whose %s has been cleared away leads again, with the same stream',
  async (what) => {
    const directory = join(scratch(), 'group')
    const sent: Sent[] = []
    const first = joinGroup('first', directory, sent, { clock: fast })
    await become(first, 'leader')
    const second = joinGroup('second', directory, sent, { clock: fast, patienceMs: 5000 })
    await become(second, 'member')
    const stream = first.stream()
    if (what === 'its socket') for (const name of readdirSync(directory)) rmSync(join(directory, name))
    else rmSync(directory, { recursive: true })
    await vi.waitFor(() => expect(readdirSync(directory)).toHaveLength(1), { timeout: 5000 })
    await become(first, 'leader')
    await become(second, 'member')
    expect(first.stream()).toBe(stream)
    expect(stream!.isOpen).toBe(true)
  },
)

test('without a directory of its own each process reports alone, until there is one', async () => {
  const directory = scratch()
  chmodSync(directory, 0o777)
  const sent: Sent[] = []
  const first = joinGroup('first', directory, sent, { clock: fast })
  await become(first, 'alone')
  first.count(5)
  first.share.flow(flow)
  first.share.flush()
  expect(requestsIn(sent)).toBe(5)
  expect(first.stream()!.flows).toEqual([flow])
  expect(first.lines.join()).toMatch(/cannot be reported as one.*open to other users.*XDG_RUNTIME_DIR/u)
  chmodSync(directory, 0o700)
  await become(first, 'leader')
  expect(first.lines).toHaveLength(2)
  expect(requestsIn(sent)).toBe(5)
})

test('one that is not to share has a stream at once, and no socket', async () => {
  const directory = join(scratch(), 'none')
  const sent: Sent[] = []
  const alone = joinGroup('alone', directory, sent, { shared: false })
  alone.count(3)
  alone.share.flush()
  expect(requestsIn(sent)).toBe(3)
  await alone.share.close()
  expect(alone.share.role).toBe('alone')
  expect(() => readdirSync(directory)).toThrow(/ENOENT/u)
})

test('what waits while nobody leads is bounded, and the rest counted as lost', async () => {
  const directory = scratch()
  const sent: Sent[] = []
  const late = joinGroup('late', directory, sent, { patienceMs: 200 })
  for (let i = 0; i < 1500; i++) late.share.flow(flow)
  await become(late, 'leader')
  late.share.flush()
  expect(late.stream()!.flows).toHaveLength(1000)
  expect(sent.at(-1)!.totals[SLOT.DROPS]).toBe(500)
})

/** A leader of the test's own. */
async function listen(directory: string, onLine: (line: string, socket: Socket) => void): Promise<void> {
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => undefined)
    createInterface(socket).on('line', (line) => onLine(line, socket))
  }).listen(join(directory, 'test-80.7.sock'))
  onTestFinished(() => {
    server.close()
    for (const socket of sockets) socket.destroy()
  })
  await new Promise((resolve) => server.once('listening', resolve))
}

test('a leader of another version is said, and no second stream opened beside it', async () => {
  const directory = scratch()
  await listen(directory, (_, socket) => socket.end(lineOf({ t: 'refuse', v: 2, reason: 'too old' })))
  const sent: Sent[] = []
  const old = joinGroup('old', directory, sent, { clock: fast })
  await vi.waitFor(() => expect(old.lines.join()).toContain('the leader speaks version 2 of the protocol'))
  expect(old.share.role).toBe('joining')
  expect(old.stream()).toBeUndefined()
})

test('samples for a leader that does not read are bounded, and the rest counted as lost', async () => {
  const directory = scratch()
  let totals: readonly number[] = []
  const lines: string[] = []
  let stopped: Socket | undefined
  await listen(directory, (line, socket) => {
    lines.push(line)
    const message = JSON.parse(line) as MemberMessage
    if (message.t === 'report') totals = message.totals
    if (message.t !== 'hello') return
    const welcome: LeaderMessage = {
      t: 'welcome',
      snapshot: { stream: 'a', version: 1, state: stateOf(), included: [] },
    }
    socket.write(lineOf(welcome))
    stopped = socket
  })
  const member = joinGroup('member', directory, [])
  await become(member, 'member')
  stopped!.pause()
  const large: Flow = { ...flow, records: [{ name: 'http_request', fields: { uri: 'x'.repeat(60_000) } }] }
  for (let i = 0; i < 200; i++) {
    member.share.flow(large)
    member.share.flush()
  }
  stopped!.resume()
  await vi.waitFor(() => {
    member.share.flush()
    const flows = lines.filter((line) => line.startsWith('{"t":"flows"')).length
    expect(flows).toBeGreaterThan(60)
    expect(flows + totals[SLOT.DROPS]!).toBe(200)
  })
})

/** A member of the test's own. */
async function connectTo(
  directory: string,
  lines: readonly (MemberMessage | string)[],
): Promise<{ lines: string[]; socket: Socket }> {
  const received: string[] = []
  const socket = connect(join(directory, readdirSync(directory)[0]!))
  onTestFinished(() => void socket.destroy())
  socket.on('error', () => undefined)
  socket.setEncoding('utf8').on('data', (text: string) => received.push(...text.split('\n').slice(0, -1)))
  await new Promise((resolve) => socket.once('connect', resolve))
  for (const line of lines) socket.write(typeof line === 'string' ? line : lineOf(line))
  return { lines: received, socket }
}

const helloOf = (id: string, ofProcess: string): MemberMessage => ({
  t: 'hello',
  v: PROTOCOL,
  id,
  process: ofProcess,
  snapshot: null,
})

const reportOf = (changes: Readonly<Record<number, number>>): MemberMessage => ({
  t: 'report',
  totals: stateOf().totals.map((_, slot) => changes[slot] ?? 0),
  gauges: gaugesOf(4, 2),
})

test('who says nonsense is cut off, the others are not', async () => {
  const directory = scratch()
  const leader = joinGroup('leader', directory, [])
  await become(leader, 'leader')
  const good = await connectTo(directory, [helloOf('good', 'p')])
  for (const nonsense of [
    '\n',
    '{}\n',
    lineOf({ t: 'bye' }),
    'x'.repeat(2_000_000),
    lineOf(helloOf('../x', 'p')),
  ]) {
    const bad = await connectTo(directory, [nonsense])
    await vi.waitFor(() => expect(bad.socket.closed).toBe(true))
    expect(bad.lines).toEqual([])
  }
  const other = await connectTo(directory, [{ t: 'hello', v: 2, id: '', process: '', snapshot: null }])
  await vi.waitFor(() => expect(other.socket.closed).toBe(true))
  expect(other.lines.map((line) => (JSON.parse(line) as LeaderMessage).t)).toEqual(['refuse'])
  expect(good.socket.closed).toBe(false)
  expect(leader.share.role).toBe('leader')
})

test('threads of one process: CPU time, memory and descriptors count once, requests and connections each', async () => {
  const directory = scratch()
  const sent: Sent[] = []
  const leader = joinGroup('leader', directory, sent, {
    collect: () => ({ totals: stateOf().totals, gauges: undefined }),
  })
  // Who only carries leads from the first hello on.
  await vi.waitFor(() => expect(readdirSync(directory)).toEqual(['test-80.1.sock']))
  const report = reportOf({ [SLOT.METHODS]: 5, [SLOT.USER_MS]: 70 })
  const first = await connectTo(directory, [helloOf('4-0-a', 'p4'), report])
  await connectTo(directory, [helloOf('4-1-b', 'p4'), report])
  await connectTo(directory, [helloOf('5-0-c', 'p5'), report])
  const numbers = (): readonly number[] => {
    leader.stream()!.send()
    return [SLOT.METHODS, SLOT.USER_MS].map((slot) => sent.at(-1)!.totals[slot]!)
  }
  await vi.waitFor(() => expect(numbers()).toEqual([15, 140]))
  expect(
    leader
      .stream()!
      .options.gauges()
      .map(({ connections, descriptors }) => [connections, descriptors]),
  ).toEqual([
    [4, 10],
    [2, 10],
  ])
  // The thread that counted is gone: the next one counts on from where it is.
  first.socket.destroy()
  await vi.waitFor(() => expect(leader.stream()!.options.gauges()[0]!.connections).toBe(2))
  await connectTo(directory, [helloOf('4-2-d', 'p4'), reportOf({})])
  expect(numbers()).toEqual([15, 140])
})

test('what a member says twice, or takes back, does not count', async () => {
  const directory = scratch()
  const sent: Sent[] = []
  const leader = joinGroup('leader', directory, sent)
  await become(leader, 'leader')
  await connectTo(directory, [
    helloOf('a', 'p'),
    reportOf({ 0: 5 }),
    reportOf({ 0: 5 }),
    reportOf({ 0: 3 }),
    reportOf({ 0: 6 }),
  ])
  await vi.waitFor(() => {
    leader.stream()!.send()
    expect(requestsIn(sent)).toBe(6)
  })
})

test('a member that has said good-bye, and comes back as the answer was lost, is not counted twice', async () => {
  const directory = scratch()
  const sent: Sent[] = []
  const leader = joinGroup('leader', directory, sent)
  await become(leader, 'leader')
  const name = readdirSync(directory).find((each) => each.endsWith('.sock'))
  const totals = stateOf().totals.with(SLOT.METHODS, 60)

  for (let visit = 0; visit < 2; visit++) {
    const socket = connect(join(directory, name!))
    onTestFinished(() => void socket.destroy())
    const hello = { t: 'hello', v: PROTOCOL, id: '1-0-a', process: 'p-1', snapshot: null } as const
    for (const message of [hello, { t: 'report', totals, gauges: null } as const, { t: 'bye' } as const])
      socket.write(lineOf(message))
    await vi.waitFor(() => {
      leader.stream()!.send()
      expect(requestsIn(sent)).toBe(60)
    })
    await new Promise((resolve) => socket.resume().once('close', resolve))
  }
  leader.stream()!.send()
  expect(requestsIn(sent)).toBe(60)
})

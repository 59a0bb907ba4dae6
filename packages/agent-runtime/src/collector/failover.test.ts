import fc from 'fast-check'
import { expect, test } from 'vitest'
import { settle } from '../../test/kit/fake-clock.ts'
import { answerLater, DATAGRAM, parseSpecs, setUp } from './collectors.test-helper.ts'

type Rig = ReturnType<typeof setUp>

/** One datagram per second, or less often. */
async function stream({ collectors, clock }: Rig, seconds: number, every = 1): Promise<void> {
  for (let i = 0; i < seconds; i += every) {
    collectors.send(DATAGRAM)
    await clock.advance(every * 1000)
  }
}

/** The seconds until a collector is the first active one, or 40. */
async function streamUntil(rig: Rig, host: string): Promise<number> {
  let seconds = 0
  for (; seconds < 40 && activeOf(rig)[0] !== host; seconds++) await stream(rig, 1)
  return seconds
}

const activeOf = ({ collectors }: Rig): string[] => collectors.active().map(({ spec }) => spec.host)
const switches = ({ lines }: Rig): string[] => lines.filter((line) => line.includes('->'))

test('only the lowest priority number gets datagrams, every target of it each of them; the others are resolved', async () => {
  const rig = setUp('b.example/20 10.0.0.1/10 10.0.0.2/10', { 'b.example': ['10.0.0.3'] })
  await stream(rig, 50)
  expect([rig.sentTo('10.0.0.1'), rig.sentTo('10.0.0.2'), rig.sentTo('10.0.0.3')]).toEqual([50, 50, 0])
  expect(
    rig.collectors.status().map(({ address, state, priority, active }) => [address, state, priority, active]),
  ).toEqual([
    ['10.0.0.3', 'open', 20, false],
    ['10.0.0.1', 'open', 10, true],
    ['10.0.0.2', 'open', 10, true],
  ])
  expect([rig.collectors.size, rig.lines]).toEqual([3, []])
  await rig.collectors.close()
  expect(rig.clock.timers).toBe(0)
})

test('refused for 30 s by all of a group: the next one, until a probe is not refused', async () => {
  const rig = setUp('10.0.0.1/1 10.0.0.2/1 10.0.0.3/2')
  rig.refusing.add('10.0.0.1').add('10.0.0.2')
  await stream(rig, 29)
  expect([activeOf(rig), rig.sentTo('10.0.0.3')]).toEqual([['10.0.0.1', '10.0.0.2'], 0])
  await stream(rig, 1)
  expect(activeOf(rig)).toEqual(['10.0.0.3'])
  // One datagram in 30 s tries the way back, and the group in use misses none.
  const before = rig.sentTo('10.0.0.1')
  await stream(rig, 91)
  expect([rig.sentTo('10.0.0.1') - before, rig.sentTo('10.0.0.3'), activeOf(rig)]).toEqual([
    3,
    91,
    ['10.0.0.3'],
  ])
  // One of the two is enough.
  rig.refusing.delete('10.0.0.2')
  const failedOver = rig.sentTo('10.0.0.3')
  const seconds = await streamUntil(rig, '10.0.0.1')
  expect(seconds).toBeLessThanOrEqual(33)
  expect(rig.sentTo('10.0.0.3') - failedOver).toBe(seconds)
  await stream(rig, 100)
  expect(rig.sentTo('10.0.0.3') - failedOver).toBe(seconds)
  expect(switches(rig)).toEqual([
    'warn collectors of priority 1 (10.0.0.1:6343, 10.0.0.2:6343) -> priority 2 (10.0.0.3:6343): those of priority 1 have refused datagrams for 30 s (every 30 s one is sent there, to see whether it works again)',
    'info collectors of priority 2 (10.0.0.3:6343) -> priority 1 (10.0.0.1:6343, 10.0.0.2:6343): priority 1 works',
  ])
})

test('a group with one target that does not refuse is usable', async () => {
  const rig = setUp('10.0.0.1/1 10.0.0.2/1 10.0.0.3/2')
  rig.refusing.add('10.0.0.1')
  await stream(rig, 300)
  expect([activeOf(rig), switches(rig)]).toEqual([['10.0.0.1', '10.0.0.2'], []])
})

test('a working period between refusals begins the 30 s anew', async () => {
  const rig = setUp('10.0.0.1/1 10.0.0.2/2')
  for (let round = 0; round < 3; round++) {
    rig.refusing.add('10.0.0.1')
    await stream(rig, 25)
    rig.refusing.delete('10.0.0.1')
    await stream(rig, 12)
  }
  expect([activeOf(rig), switches(rig)]).toEqual([['10.0.0.1'], []])
})

test('a stream of one datagram in 20 s is judged too', async () => {
  const rig = setUp('10.0.0.1/1 10.0.0.2/2')
  rig.refusing.add('10.0.0.1')
  for (let i = 0; i < 3; i++) {
    rig.collectors.send(DATAGRAM)
    await rig.clock.advance(20_000)
  }
  expect([activeOf(rig), rig.sentTo('10.0.0.2')]).toEqual([['10.0.0.2'], 1])
})

test('a return that is refused ends at once, not after another 30 s', async () => {
  const rig = setUp('10.0.0.1/1 10.0.0.2/2')
  rig.refusing.add('10.0.0.1')
  await stream(rig, 31)
  rig.refusing.clear()
  await streamUntil(rig, '10.0.0.1')
  rig.refusing.add('10.0.0.1')
  await stream(rig, 2)
  expect(activeOf(rig)).toEqual(['10.0.0.2'])
})

test('a name that does not resolve: the next group at once, and back as soon as it does', async () => {
  const rig = setUp('a.example/1 10.0.0.2/2')
  await settle()
  await stream(rig, 5)
  expect([activeOf(rig), rig.sentTo('10.0.0.2')]).toEqual([['10.0.0.2'], 5])
  rig.names['a.example'] = ['10.0.0.1']
  await stream(rig, 60)
  expect([activeOf(rig), rig.sentTo('10.0.0.1') + rig.sentTo('10.0.0.2')]).toEqual([['a.example'], 65])
  expect(switches(rig)).toEqual([
    'warn collectors of priority 1 (a.example:6343) -> priority 2 (10.0.0.2:6343): none of priority 1 is resolved and reachable (it is tried on)',
    'info collectors of priority 2 (10.0.0.2:6343) -> priority 1 (a.example:6343): priority 1 works',
  ])
})

test('a look-up that does not come back holds the first group up for 5 s', async () => {
  const answer = answerLater()
  const rig = setUp('a.example/1 10.0.0.2/2', { 'a.example': answer.promise })
  await stream(rig, 4)
  expect(rig.sentTo('10.0.0.2')).toBe(0)
  await stream(rig, 4)
  expect(rig.sentTo('10.0.0.2')).toBeGreaterThan(1)
  answer.resolve(['10.0.0.1'])
  await settle()
  expect(activeOf(rig)).toEqual(['a.example'])
})

test('no route to a group: the next one; back when a socket can be opened', async () => {
  const rig = setUp('10.0.0.1/1 10.0.0.2/2', {}, new Set(['10.0.0.1']))
  await settle()
  await stream(rig, 10)
  expect([activeOf(rig), rig.sentTo('10.0.0.2')]).toEqual([['10.0.0.2'], 10])
  rig.unreachable.clear()
  await stream(rig, 30)
  expect([activeOf(rig), rig.sentTo('10.0.0.1') + rig.sentTo('10.0.0.2')]).toEqual([['10.0.0.1'], 40])
})

test('a socket that opens but cannot send: the next group, and no return before a probe has left', async () => {
  const rig = setUp('10.0.0.1/1 10.0.0.2/2')
  rig.forbidden.add('10.0.0.1')
  await stream(rig, 100)
  expect([activeOf(rig), switches(rig).length, rig.sentTo('10.0.0.2')]).toEqual([['10.0.0.2'], 1, 99])
  rig.forbidden.clear()
  await streamUntil(rig, '10.0.0.1')
  expect(activeOf(rig)).toEqual(['10.0.0.1'])
})

test('a group of which nothing works: three groups in turn', async () => {
  const rig = setUp('a.example/1 10.0.0.2/2 10.0.0.3/3')
  rig.refusing.add('10.0.0.2')
  await stream(rig, 33)
  expect([activeOf(rig), switches(rig).length]).toEqual([['10.0.0.3'], 2])
})

test('when no group works, the first one that is resolved is tried on, and whichever works first is taken', async () => {
  const rig = setUp('a.example/1 10.0.0.2/2 10.0.0.3/3')
  rig.refusing.add('10.0.0.2').add('10.0.0.3')
  await stream(rig, 120)
  expect([activeOf(rig), switches(rig).length]).toEqual([['10.0.0.2'], 3])
  expect(switches(rig)[2]).toContain('no group works; this one is tried on')
  await stream(rig, 300)
  expect(switches(rig)).toHaveLength(3)
  rig.refusing.delete('10.0.0.3')
  await stream(rig, 34)
  expect(activeOf(rig)).toEqual(['10.0.0.3'])
  rig.refusing.delete('10.0.0.2')
  await stream(rig, 34)
  expect(activeOf(rig)).toEqual(['10.0.0.2'])
})

test('nothing is resolved at all: the first group is the one that waits', async () => {
  const rig = setUp('a.example/1 b.example/2')
  await stream(rig, 100)
  expect([activeOf(rig), switches(rig), rig.collectors.active()]).toEqual([
    ['a.example'],
    [],
    [{ spec: { host: 'a.example', port: 6343, priority: 1 }, address: null }],
  ])
})

test('a new priority of a collector keeps its socket and counters', async () => {
  const rig = setUp('10.0.0.1/10 10.0.0.2/20')
  await stream(rig, 3)
  rig.collectors.set(parseSpecs('10.0.0.1/30 10.0.0.2/20'))
  await stream(rig, 3)
  expect([rig.sockets.length, rig.sentTo('10.0.0.1'), rig.sentTo('10.0.0.2')]).toEqual([2, 3, 3])
  expect(rig.collectors.status()[0]).toMatchObject({ priority: 30, active: false, datagrams: 3 })
  rig.collectors.set(parseSpecs('10.0.0.1 10.0.0.2'))
  await stream(rig, 3)
  expect([rig.sentTo('10.0.0.1'), rig.sentTo('10.0.0.2'), rig.clock.timers]).toEqual([6, 6, 0])
})

test('a new first group takes over when it is resolved, without a gap', async () => {
  const answer = answerLater()
  const rig = setUp('10.0.0.2/20', { 'a.example': answer.promise })
  await stream(rig, 2)
  rig.collectors.set(parseSpecs('a.example/10 10.0.0.2/20'))
  await stream(rig, 3)
  expect([activeOf(rig), rig.sentTo('10.0.0.2')]).toEqual([['10.0.0.2'], 5])
  answer.resolve(['10.0.0.1'])
  await settle()
  await stream(rig, 4)
  expect([rig.sentTo('10.0.0.1'), rig.sentTo('10.0.0.2')]).toEqual([4, 5])
})

test('the same receiver at two priorities is served once, at the lower number', async () => {
  const rig = setUp('10.0.0.1/20 10.0.0.2/15 10.0.0.1/10')
  await stream(rig, 5)
  expect([rig.sockets.length, rig.collectors.size, activeOf(rig), rig.sentTo('10.0.0.1')]).toEqual([
    2,
    2,
    ['10.0.0.1'],
    5,
  ])
})

test('the array of active collectors is the same one until something changes', async () => {
  const rig = setUp('a.example/1 10.0.0.2/2', { 'a.example': ['10.0.0.1'] })
  await settle()
  const { collectors } = rig
  const first = collectors.active()
  await stream(rig, 10)
  collectors.set(parseSpecs('a.example/1 10.0.0.2/2'))
  expect(collectors.active()).toBe(first)
  rig.names['a.example'] = ['10.0.0.7']
  await stream(rig, 60)
  expect(collectors.active()).not.toBe(first)
  expect(collectors.active()).toEqual([
    { spec: { host: 'a.example', port: 6343, priority: 1 }, address: '10.0.0.7' },
  ])
  collectors.set([])
  expect(collectors.active()).toEqual([])
  expect(collectors.active()).toBe(collectors.active())
})

test('whatever happened before, the first group that works is the one in use', async () => {
  const hosts = ['10.0.0.1', '10.0.0.2', '10.0.0.3', '10.0.0.4']
  const condition = fc.constantFrom('works', 'refuses', 'forbidden')
  const interval = fc.constantFrom(1, 3, 10, 30)
  const phase = fc.record({
    conditions: fc.tuple(condition, condition, condition, condition),
    seconds: fc.integer({ min: 1, max: 70 }),
  })
  // The sockets of the first group open and fail by turns, and datagrams are as far apart as probes.
  const toAndFro: { conditions: [string, string, string, string]; seconds: number }[] = [
    { conditions: ['forbidden', 'refuses', 'works', 'works'], seconds: 1 },
    { conditions: ['works', 'works', 'refuses', 'works'], seconds: 1 },
    { conditions: ['works', 'forbidden', 'works', 'forbidden'], seconds: 31 },
    { conditions: ['forbidden', 'forbidden', 'refuses', 'works'], seconds: 1 },
  ]
  // The group to probe comes into use, unproven, by the very datagram that was to probe it.
  const inUseMeanwhile: typeof toAndFro = [
    { conditions: ['forbidden', 'refuses', 'works', 'works'], seconds: 31 },
    { conditions: ['forbidden', 'works', 'refuses', 'works'], seconds: 1 },
    { conditions: ['forbidden', 'forbidden', 'works', 'forbidden'], seconds: 1 },
  ]
  await fc.assert(
    fc.asyncProperty(fc.array(phase, { minLength: 1, maxLength: 5 }), interval, async (phases, every) => {
      const rig = setUp('10.0.0.1/1 10.0.0.2/1 10.0.0.3/2 10.0.0.4/3')
      await settle()
      const last = phases.at(-1)!
      for (const { conditions, seconds } of [...phases, { ...last, seconds: 130 + 5 * every }]) {
        rig.refusing.clear()
        rig.forbidden.clear()
        for (const [i, host] of hosts.entries()) {
          if (conditions[i] === 'refuses') rig.refusing.add(host)
          if (conditions[i] === 'forbidden') rig.forbidden.add(host)
        }
        await stream(rig, seconds, every)
      }
      const works = (host: string): boolean => last.conditions[hosts.indexOf(host)] === 'works'
      const group = [hosts.slice(0, 2), ['10.0.0.3'], ['10.0.0.4']].find((each) => each.some(works))
      if (group !== undefined) {
        expect(activeOf(rig)).toEqual(group)
        const working = group.filter(works)
        const before = working.map(rig.sentTo)
        await stream(rig, 40)
        expect(working.map(rig.sentTo)).toEqual(before.map((sent) => sent + 40))
      }
      await rig.collectors.close()
      expect(rig.clock.timers).toBe(0)
    }),
    {
      numRuns: 200,
      examples: [
        [toAndFro, 30],
        [inUseMeanwhile, 30],
      ],
    },
  )
})

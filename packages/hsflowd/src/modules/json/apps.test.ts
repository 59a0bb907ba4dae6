import { expect, it } from 'vitest'
import { MAX_APPS } from './limits.ts'
import { openRig, type Rig } from './rig.test-helper.ts'

const counters = (app_name: string, service_port?: number): object => ({
  counter_sample: { app_name, service_port, app_operations: { success: 1 } },
})
const sources = (rig: Rig): string[] => rig.counters().map(({ source }) => source)
const HOUR_MS = 3_600_000

it('an application without a port has an index of the range, the same after a restart', async () => {
  const first = await openRig()
  first.send(counters('a'), counters('b'), counters('c', 7))
  const [a, b, c] = sources(first)
  for (const source of [a, b]) {
    const index = Number(source!.split(':')[1])
    expect(index).toBeGreaterThanOrEqual(150_000)
    expect(index).toBeLessThanOrEqual(199_999)
  }
  expect(c).toBe('3:7')
  expect(a).not.toBe(b)
  await first.close()

  // Of the state, not of the hash: another index is kept, too.
  const state = new Map([['json-apps', [['a', 160_000], ...(first.state.get('json-apps') as unknown[])]]])
  const second = await openRig({ state })
  second.send(counters('b'), counters('a'))
  expect(sources(second)).toEqual([b, '3:160000'])
  await second.close()
})

it('keeps its indices within seconds, also when it is killed later', async () => {
  const rig = await openRig()
  rig.send(counters('a'), counters('b'))
  expect(rig.state.size).toBe(0)
  await rig.advance(1000)
  expect(rig.state.get('json-apps')).toHaveLength(2)
  await rig.close()
})

it.each(['x', 'é', '€', '😀', '"', '\\', '\uD800'])(
  'what is kept of as many applications as there may be, with names of %j, can be read again',
  async (unit) => {
    const rig = await openRig()
    rig.send(counters('first', 65_535))
    for (let i = 1; i <= 200; i++) rig.send(counters(unit.repeat(i), 65_535))
    expect(rig.apps.size).toBeLessThan(130)
    await rig.close()
    const entries = rig.state.get('json-apps') as unknown[]
    const longest = Math.max(...entries.map((entry) => Buffer.byteLength(JSON.stringify(entry))))
    // As many again are remembered; 4 MiB is the most that a state file may have.
    expect(2 * MAX_APPS * (longest + 1)).toBeLessThan(4 * 1024 * 1024)
  },
)

it('of two applications with one port, the second has an index of its own, and that is said once', async () => {
  const rig = await openRig()
  rig.send(counters('a', 80), counters('b', 80), counters('b', 80), counters('a', 80))
  const [a, b, ...again] = sources(rig)
  expect(a).toBe('3:80')
  expect(b).toMatch(/^3:1[5-9]\d{4}$/)
  expect(again).toEqual([b, a])
  expect(rig.lines).toHaveLength(1)
  expect(rig.lines[0]).toContain('"b" and "a" name 80')
  await rig.close()
})

it('a message without a port is of the application that is known; one with a port gives it that', async () => {
  const rig = await openRig()
  rig.send(
    counters('a'),
    counters('a', 80),
    counters('a'),
    counters('a', 81),
    counters('a', 80),
    counters('a'),
  )
  const [, ...rest] = sources(rig)
  expect(rest).toEqual(['3:80', '3:80', '3:81', '3:80', '3:81'])
  expect(rig.apps.size).toBe(2)
  expect(rig.lines.filter((line) => line.includes('another service_port'))).toHaveLength(1)
  // Each source has numbers of its own.
  expect(rig.counters().map(({ fields }) => fields['sequence_number'])).toEqual([1, 1, 2, 1, 3, 2])
  await rig.close()
})

it('forgets an application that was silent for two hours, and knows its index when it comes back', async () => {
  const rig = await openRig()
  rig.send(counters('a'), counters('b', 80))
  await rig.advance(HOUR_MS)
  rig.send(counters('b', 80))
  await rig.advance(HOUR_MS + 61_000)
  expect(rig.apps.size).toBe(1)
  const before = rig.counters().length
  await rig.advance(60_000)
  expect(
    new Set(
      rig
        .counters()
        .slice(before)
        .map(({ source }) => source),
    ),
  ).toEqual(new Set(['3:80']))
  rig.send(counters('a'))
  expect(sources(rig).at(-1)).toBe(sources(rig)[0])
  await rig.close()
})

it('takes in a limited number of applications, and others when there is room', async () => {
  const rig = await openRig({ still: true })
  for (let i = 0; i < MAX_APPS; i++) rig.send(counters(`app-${i}`))
  expect(new Set(sources(rig)).size).toBe(MAX_APPS)
  rig.send(counters('one'), counters('two'), counters('app-0'))
  expect(rig.apps.size).toBe(MAX_APPS)
  expect(rig.feedback.status()).toMatchObject({
    counter_sample: MAX_APPS + 1,
    refused: { 'counter_sample: too many applications': 2 },
  })
  expect(rig.lines.filter((line) => line.includes('too many applications send'))).toHaveLength(1)
  await rig.advance(2 * HOUR_MS + 61_000)
  rig.send(counters('one'))
  expect(rig.apps.size).toBe(1)
  expect(rig.lines.at(-1)).toContain('room for applications again')
  await rig.close()
})

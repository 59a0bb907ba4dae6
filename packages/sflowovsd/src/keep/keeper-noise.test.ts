// How much a host on which nothing is wrong logs, and what others may put into a line.
import { describe, expect, it } from 'vitest'
import { bridge, row, state } from '../plan/database.test-helper.ts'
import { createWorld, off, settledWorld, wanted, type World } from './world.test-helper.ts'

const HOUR_MS = 3_600_000

/** One bridge more, and one bridge less, again and again. */
async function comeAndGo(world: World, times: number, everyMs: number): Promise<void> {
  for (let i = 0; i < times; i++) {
    const { rows } = world.database
    const stay = [bridge(0, rows[0]), bridge(1, rows[0])]
    world.change(state(i % 2 === 0 ? [...stay, bridge(2 + i)] : stay, rows))
    await world.clock.advance(everyMs)
  }
}

describe('bridges that come and go', () => {
  it('are told at once, and then seldom', async () => {
    const world = await settledWorld()
    await comeAndGo(world, 3600, 1000)
    // Ten, and twelve an hour.
    expect(world.lines.length).toBeGreaterThan(15)
    expect(world.lines.length).toBeLessThanOrEqual(23)
    expect(world.has(400)).toBe(true)
  })

  it('hide no change of the settings, and the last state is told in the end', async () => {
    const world = await settledWorld()
    await comeAndGo(world, 101, 200)
    world.lines.length = 0
    world.keeper.want(wanted(77), 'revision 4 of FILE')
    await world.clock.advance(100)
    expect(world.lines).toEqual([
      expect.stringMatching(/^info 3 bridges .* 1 in 77,.*\(revision 4 of FILE\)$/u),
    ])
    await comeAndGo(world, 2, 200)
    await world.clock.advance(HOUR_MS)
    expect(world.lines.at(-1)).toMatch(/^info 2 bridges \(br0, br1\)/u)
  })
})

it('bridges that are listed in another order are the same', async () => {
  const world = await settledWorld()
  const { bridges, rows } = world.database
  world.change(state(bridges.toReversed(), rows))
  await world.clock.advance(100)
  expect(world.lines).toEqual([])
  expect(world.keeper.status().inForce?.bridges).toEqual([{ name: 'br0' }, { name: 'br1' }])
})

it('who changes our row every ten seconds for a day makes some dozens of lines', async () => {
  const world = await settledWorld()
  for (let i = 0; i < 6 * 60 * 24; i++) {
    world.drift(i + 1000)
    await world.clock.advance(10_000)
  }
  expect(world.has(400)).toBe(true)
  expect(world.keeper.status().counters.reverts).toBe(6 * 60 * 24)
  expect(world.said('had been changed, and is put right')).toBeLessThanOrEqual(20 + 24)
  expect(world.lines.length).toBeLessThanOrEqual(20 + 24 * 3)
})

it('a row of somebody else that stays is told once, whatever bridges get it', async () => {
  const world = createWorld()
  const foreign = row(5)
  world.keeper.want(off, 'f')
  for (let n = 1; n < 60; n++) {
    world.change(
      state(
        Array.from({ length: n }, (_, i) => bridge(i, foreign)),
        [foreign],
      ),
    )
    await world.clock.advance(1000)
  }
  expect(world.said('is not ours, and stays')).toBe(1)
  world.change(state([bridge(0)]))
  await world.clock.advance(1000)
  world.change(state([bridge(0, foreign)], [foreign]))
  await world.clock.advance(1000)
  expect(world.said('is not ours, and stays')).toBe(2)
})

describe('what others have written into the database', () => {
  it('does not make a line of the log, nor a long one', async () => {
    const world = createWorld()
    const ids = new Map([['note', `a\nerror all is lost`], ['blob', 'x'.repeat(1_000_000)]]) // prettier-ignore
    const foreign = row(5, { agent: 'eth0\nerror all is lost', externalIds: ids })
    world.database = state([{ ...bridge(0, foreign), name: 'n'.repeat(1_000_000) }], [foreign])
    world.keeper.want(wanted(), 'f')
    await world.clock.advance(100)
    const lines = world.lines.flatMap((line) => line.split('\n'))
    expect(lines).toEqual([
      expect.stringMatching(/^warn the row .*agent=eth0 error all is lost .* is replaced$/u),
      expect.stringMatching(/^info 1 bridge \(n{64}\.\.\.\) sends sFlow to /u),
    ])
    expect(Math.max(...lines.map(({ length }) => length))).toBeLessThan(1500)
  })

  it('is no status that is too big to be read', async () => {
    const world = createWorld()
    world.database = state(
      Array.from({ length: 2000 }, (_, i) => ({ ...bridge(i), name: `${i}${'\u0001'.repeat(500)}` })),
    )
    world.keeper.want(wanted(), 'f')
    await world.clock.advance(100)
    const status = world.keeper.status()
    expect(status.inForce?.bridgeCount).toBe(2000)
    // As it is written, below two other members; 256 KiB are read.
    expect(Buffer.byteLength(JSON.stringify({ details: { ovs: status } }, null, 1))).toBeLessThan(250_000)
  })
})

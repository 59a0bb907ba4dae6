import { describe, expect, it } from 'vitest'
import { settledWorld, wanted, type World } from './world.test-helper.ts'

const MINUTE_MS = 60_000

/** Somebody who answers each of our changes of the row after a moment. */
function rival(world: World, afterMs = 20): { active: boolean } {
  const behaviour = { active: true }
  world.onApplied = () => {
    world.clock.schedule(() => {
      if (behaviour.active) world.drift()
    }, afterMs)
  }
  return behaviour
}

const reverts = (world: World): number[] =>
  world.commands.filter(({ kind }) => kind === 'apply').map(({ atMs }) => atMs)

describe('somebody else who changes what is ours', () => {
  it('a change is put right at once, and logged', async () => {
    const world = await settledWorld()
    world.drift(1)
    await world.clock.advance(30)
    expect(world.has(400)).toBe(true)
    expect(world.keeper.status().counters.reverts).toBe(1)
    expect(world.lines).toEqual([expect.stringMatching(/sampling=1 .*had been changed, and is put right/u)])
  })

  it('a bridge that has lost its row gets it again, and that is logged', async () => {
    const world = await settledWorld()
    const { bridges, rows } = world.database
    world.change({
      bridges: bridges.map((each, i) => (i === 0 ? { ...each, sflow: undefined } : each)),
      rows,
      behind: false,
    })
    await world.clock.advance(30)
    expect(world.has(400)).toBe(true)
    expect(world.lines).toEqual([
      expect.stringMatching(/^warn somebody else has changed what is ours: .*"br0" gets it/u),
    ])
  })

  it('again and again: ten times at once, and then less and less often', async () => {
    const world = await settledWorld()
    rival(world)
    world.drift()
    await world.clock.advance(10 * MINUTE_MS)
    const times = reverts(world)
    const gaps = times.slice(1).map((atMs, i) => Math.round((atMs - times[i]!) / 1000))
    expect(gaps.slice(0, 9)).toEqual(Array.from({ length: 9 }, () => 0))
    expect(gaps.slice(9)).toEqual([1, 2, 4, 8, 16, 32, 60, 60, 60, 60, 60, 60, 60, 60])
    expect(world.said('somebody else keeps changing')).toBe(1)
    expect(world.keeper.status().contention).toBe(true)
  })

  it('new settings and new bridges do not wait for that', async () => {
    const world = await settledWorld()
    rival(world)
    world.drift()
    await world.clock.advance(5 * MINUTE_MS)
    world.commands.length = 0
    world.addBridge(2)
    await world.clock.advance(25)
    expect(world.database.bridges.every(({ sflow }) => sflow !== undefined)).toBe(true)
    expect(world.count('apply')).toBe(1)
    await world.clock.advance(100)
    world.keeper.want(wanted(7), 'FILE')
    await world.clock.advance(15)
    expect(world.has(7)).toBe(true)
    await world.clock.advance(10_000)
    expect(world.count('apply')).toBe(2)
  })

  it('after a quiet minute all is as before', async () => {
    const world = await settledWorld()
    const behaviour = rival(world)
    world.drift()
    await world.clock.advance(5 * MINUTE_MS)
    behaviour.active = false
    await world.clock.advance(3 * MINUTE_MS)
    expect(world.has(400)).toBe(true)
    expect(world.said('nobody else changes the sFlow settings')).toBe(1)
    world.commands.length = 0
    for (let i = 0; i < 4; i++) {
      world.drift()
      await world.clock.advance(30)
      expect(world.has(400)).toBe(true)
    }
  })

  it('seldom changes are never held back', async () => {
    const world = await settledWorld()
    for (let i = 0; i < 20; i++) {
      world.drift()
      await world.clock.advance(3000)
      expect(world.has(400)).toBe(true)
    }
    expect(world.keeper.status()).toMatchObject({ contention: false, counters: { reverts: 20 } })
  })

  it('who is faster than the read-back is bounded as well', async () => {
    const world = await settledWorld()
    rival(world, 3)
    world.drift()
    await world.clock.advance(10 * MINUTE_MS)
    expect(reverts(world).length).toBeLessThan(45)
    for (const part of [
      'does not have the settings that it was given',
      'somebody else keeps changing',
      'from now on mostly counted',
    ])
      expect(world.said(part)).toBe(1)
    expect(
      world.lines.filter((line) => line.startsWith('warn') && !line.includes('had been changed')),
    ).toHaveLength(3)
  })
})

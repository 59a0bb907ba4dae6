import { describe, expect, it } from 'vitest'
import { bridge, columns, ours, row, state } from '../plan/database.test-helper.ts'
import { createWorld, EVENT_MS, off, settledWorld, wanted } from './world.test-helper.ts'

const MINUTE_MS = 60_000

describe('a keeper', () => {
  it('touches nothing before it knows what is wanted', async () => {
    const world = createWorld()
    world.addBridge(0, row(1))
    world.event('started')
    await world.clock.advance(10 * MINUTE_MS)
    await world.keeper.check()
    expect(world.commands).toEqual([])
    expect(world.keeper.status().inForce).toBeUndefined()
  })

  it('reads, changes and reads back, and tells what is in force', async () => {
    const world = createWorld()
    world.database = state([bridge(0), bridge(1)])
    world.keeper.want(wanted(), 'revision 3 of FILE')
    // Without waiting for anything.
    expect(world.commands).toHaveLength(1)
    await world.clock.advance(100)
    expect(world.commands.slice(0, 3).map(({ kind, wait }) => [kind, wait])).toEqual([
      ['read', undefined],
      ['apply', true],
      ['read', undefined],
    ])
    expect(world.has(400)).toBe(true)
    expect(world.lines).toEqual([
      'info 2 bridges (br0, br1) send sFlow to 10.0.0.1:6343: 1 in 400, counters every 20 s, headers of 128 bytes, agent eth0 (revision 3 of FILE)',
    ])
    expect(world.keeper.status()).toMatchObject({
      inForce: { columns: columns(), bridgeCount: 2, bridges: [{ name: 'br0' }, { name: 'br1' }] },
      source: 'revision 3 of FILE',
      counters: { changes: 1, reverts: 0 },
      monitor: 'watching',
      version: '3.1.0',
    })
    expect(world.changedCalls).toBeGreaterThan(0)
  })

  it('gives a new bridge its row in one pass, and tells how long that took', async () => {
    const world = await settledWorld()
    world.addBridge(2)
    await world.clock.advance(200)
    expect(world.has(400)).toBe(true)
    expect(world.commands.slice(0, 3).map(({ kind }) => kind)).toEqual(['read', 'apply', 'read'])
    // The event until the end of three commands.
    expect(world.keeper.status().newBridgeMs).toBe(15)
    expect(world.keeper.status().counters.reverts).toBe(0)
  })

  it('answers any number of events during a pass with one more', async () => {
    const world = await settledWorld()
    world.event()
    for (let i = 0; i < 1000; i++) world.event()
    await world.clock.advance(1000)
    expect(world.count('read')).toBe(2)
  })

  it('configures 50 bridges made in a row, each within some passes', async () => {
    const world = await settledWorld()
    for (let number = 2; number < 52; number++) {
      world.addBridge(number)
      await world.clock.advance(11)
    }
    await world.clock.advance(EVENT_MS + 30)
    expect(world.has(400)).toBe(true)
    // What is in force is not told for each of them.
    expect(world.lines.length).toBeLessThan(10)
    await world.clock.advance(MINUTE_MS)
    expect(world.lines.at(-1)).toContain('52 bridges (br0, br1, br10, br11, br12, 47 more) send')
  })

  it('follows a storm of changes ten times a second', async () => {
    const world = await settledWorld()
    for (let ms = 0; ms < 60_000; ms += 4) {
      world.event()
      await world.clock.advance(4)
    }
    expect(world.count('read')).toBeLessThanOrEqual(100 + 600)
  })

  it('reads once a minute when nothing happens', async () => {
    const world = await settledWorld()
    await world.clock.advance(10 * MINUTE_MS)
    expect(world.commands.map(({ kind }) => kind)).toEqual(Array(10).fill('read'))
    // What is wanted already is no reason to look.
    world.keeper.want(wanted(), 'revision 4 of FILE')
    await world.clock.advance(1000)
    expect(world.commands).toHaveLength(10)
    expect(world.lines).toEqual([])
    expect(world.keeper.status().nextCheckAt).toBe('2026-01-01T00:11:00.070Z')
  })

  it('finds in that minute what it was not told, and then begins to listen anew', async () => {
    const world = await settledWorld()
    world.hears = false
    world.addBridge(2)
    await world.clock.advance(MINUTE_MS)
    expect(world.has(400)).toBe(true)
    expect(world.restarts).toBe(0)
    await world.clock.advance(MINUTE_MS)
    expect(world.restarts).toBe(1)
    await world.clock.advance(10 * MINUTE_MS)
    expect(world.restarts).toBe(1)
  })

  it('applies new settings at once, and leaves nothing behind when there are none', async () => {
    const world = await settledWorld()
    world.keeper.want(wanted(10), 'revision 4 of FILE')
    await world.clock.advance(20)
    expect(world.has(10)).toBe(true)
    world.keeper.want(off, 'revision 5 of FILE')
    await world.clock.advance(20)
    expect(world.database.rows).toEqual([])
    expect(world.keeper.status().inForce).toMatchObject({ columns: undefined, row: undefined })
    expect(world.lines.at(-1)).toBe(
      'info sFlow is off on all bridges: there is no collector (revision 5 of FILE)',
    )
  })

  it('replaces rows of somebody else and logs them; without settings they stay, which is said once', async () => {
    const world = await settledWorld()
    world.addBridge(2, row(7, { sampling: 77, targets: ['192.0.2.1:6343'] }))
    await world.clock.advance(200)
    expect(world.has(400)).toBe(true)
    expect(world.lines.filter((line) => line.startsWith('warn'))).toEqual([
      expect.stringMatching(/sampling=77 targets=192\.0\.2\.1:6343.*"br2" is replaced/u),
    ])
    world.keeper.want(off, 'revision 4 of FILE')
    await world.clock.advance(200)
    world.addBridge(3, row(8, { sampling: 88 }))
    await world.clock.advance(5 * MINUTE_MS)
    expect(world.said('sampling=88')).toBe(1)
    expect(world.lines.at(-1)).toContain(
      'no sFlow on any bridge: there is no collector; 1 of somebody else stays',
    )
  })

  it('a thousand rows of somebody else are not a thousand lines', async () => {
    const world = createWorld()
    const rows = Array.from({ length: 1000 }, (_, number) => row(2000 + number))
    world.database = state(
      rows.map((each, number) => bridge(number, each)),
      rows,
    )
    world.keeper.want(wanted(), 'FILE')
    await world.clock.advance(100)
    expect(world.has(400)).toBe(true)
    expect(world.lines).toHaveLength(20 + 2)
    expect(world.said('and 980 more of the kind')).toBe(1)
  })

  it('adopts a row of somebody else where it is told to', async () => {
    const world = createWorld({ adopt: true })
    world.database = state([bridge(0, row(7)), bridge(1)], [row(7, { sampling: 77 })])
    world.keeper.want(wanted(), 'FILE')
    await world.clock.advance(100)
    expect(world.database.rows.map((each) => each.uuid)).toEqual([row(7).uuid])
    expect(world.has(400)).toBe(true)
  })

  it('looks when it is told to, and says when it has', async () => {
    const world = await settledWorld()
    let done = false
    void world.keeper.check().then(() => (done = true))
    await world.clock.advance(4)
    expect([done, world.count('read')]).toEqual([false, 1])
    await world.clock.advance(1)
    expect([done, world.retries]).toEqual([true, 1])
  })

  it('has a row of ours already: nothing is to be done', async () => {
    const world = createWorld()
    world.database = state([bridge(0, ours(1))], [ours(1)])
    world.keeper.want(wanted(), 'FILE')
    await world.clock.advance(1000)
    expect(world.commands.map(({ kind }) => kind)).toEqual(['read'])
    expect(world.said('1 bridge (br0) sends')).toBe(1)
  })
})

describe('the end of a keeper', () => {
  it('keeps what is set', async () => {
    const world = await settledWorld()
    await world.keeper.close({ remove: false })
    expect(world.commands).toEqual([])
    world.event()
    world.keeper.want(off, 'FILE')
    await world.clock.advance(10 * MINUTE_MS)
    expect(world.commands).toEqual([])
    expect([world.watchClosed, world.ovsClosed]).toEqual([1, 1])
    expect(world.clock.pending()).toBe(0)
  })

  it('removes what is ours, without waiting for ovs-vswitchd', async () => {
    const world = await settledWorld()
    world.switchIsDown = true
    const first = world.keeper.close({ remove: true })
    expect(world.keeper.close({ remove: false })).toBe(first)
    await world.clock.advance(20)
    await first
    expect(world.database.rows).toEqual([])
    expect(world.said('sFlow is off on all bridges: sflowovsd ends')).toBe(1)
  })

  it('removes what an earlier run has set, also where it never knew what is wanted', async () => {
    const world = createWorld()
    const kept = ours(1)
    world.database = state([bridge(0, kept)], [kept])
    void world.keeper.close({ remove: true })
    await world.clock.advance(100)
    expect(world.hasNone()).toBe(true)
  })

  it('gives up after 2.5 s, before hsflowd kills it', async () => {
    const world = await settledWorld()
    world.hangs = true
    world.event()
    let done = false
    void world.keeper.close({ remove: true }).then(() => (done = true))
    await world.clock.advance(2499)
    expect(done).toBe(false)
    await world.clock.advance(1)
    expect([done, world.ovsClosed]).toEqual([true, 1])
    expect(world.said('could not be removed within 2.5 s')).toBe(1)
  })

  it('says why nothing could be removed', async () => {
    const world = await settledWorld()
    world.failure = () => 'HSF_OVS_UNREACHABLE'
    void world.keeper.close({ remove: true })
    await world.clock.advance(100)
    expect(world.said('could not be removed, and stays as it is: the database of Open vSwitch')).toBe(1)
  })

  it('removes also what changes meanwhile', async () => {
    const world = await settledWorld()
    let stale = 3
    world.failure = (kind) => (kind === 'apply' && stale-- > 0 ? 'HSF_OVS_STALE' : undefined)
    void world.keeper.close({ remove: true })
    await world.clock.advance(100)
    expect(world.database.rows).toEqual([])
  })
})

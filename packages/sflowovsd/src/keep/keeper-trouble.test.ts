import { describe, expect, it } from 'vitest'
import type { OvsErrorCode } from '../errors.ts'
import { bridge, ours, state } from '../plan/database.test-helper.ts'
import { createWorld, settledWorld, TIMEOUT_MS, wanted } from './world.test-helper.ts'

const MINUTE_MS = 60_000
const away = { state: 'away', why: 'connect ENOENT db.sock' } as const

/** Between the beginnings of the commands, in whole seconds. */
const gaps = (commands: readonly { readonly atMs: number }[]): number[] =>
  commands.slice(1).map(({ atMs }, i) => Math.round((atMs - commands[i]!.atMs) / 1000))

describe('errors of a pass', () => {
  it.each<OvsErrorCode>([
    'HSF_OVS_MISSING',
    'HSF_OVS_UNREACHABLE',
    'HSF_OVS_TIMEOUT',
    'HSF_OVS_OUTPUT',
    'HSF_OVS_FAILED',
    'HSF_OVS_PERMISSION',
  ])('%s is said once, tried again less and less often, and its end is said', async (code) => {
    const world = await settledWorld()
    world.failure = () => code
    world.event()
    await world.clock.advance(5 * MINUTE_MS)
    expect(gaps(world.commands)).toEqual([1, 2, 4, 8, 16, 32, 60, 60, 60])
    expect(world.lines).toEqual([expect.stringContaining('warn ')])
    expect(world.keeper.status().trouble).toContain('try')
    world.failure = () => undefined
    await world.clock.advance(MINUTE_MS)
    expect(world.said('Open vSwitch can be read and set again; 9 repeats')).toBe(1)
    expect(world.keeper.status()).toMatchObject({ trouble: undefined, lastErrorAt: expect.any(String) })
    expect(world.keeper.status().lastError).toContain('try')
    // The next trouble begins anew.
    world.commands.length = 0
    world.failure = () => code
    world.event()
    await world.clock.advance(10_000)
    expect(gaps(world.commands)).toEqual([1, 2, 4])
  })

  it.each<OvsErrorCode>(['HSF_OVS_STALE', 'HSF_OVS_UNSUPPORTED'])(
    '%s is tried again at once, and no word is said',
    async (code) => {
      const world = await settledWorld()
      let left = 5
      world.failure = (kind) => (kind === 'apply' && left-- > 0 ? code : undefined)
      world.addBridge(2)
      await world.clock.advance(100)
      expect(world.has(400)).toBe(true)
      expect(world.lines).toHaveLength(1)
      expect(world.count('apply')).toBe(6)
    },
  )

  it('STALE without end is an error like others', async () => {
    const world = await settledWorld()
    world.failure = (kind) => (kind === 'apply' ? 'HSF_OVS_STALE' : undefined)
    world.addBridge(2)
    await world.clock.advance(MINUTE_MS)
    expect(world.count('apply')).toBeLessThan(6 + 7)
    expect(world.lines).toHaveLength(1)
  })

  it('events are answered once a second while nothing works, new settings at once', async () => {
    const world = await settledWorld()
    world.failure = () => 'HSF_OVS_FAILED'
    world.event()
    await world.clock.advance(MINUTE_MS)
    world.commands.length = 0
    for (let i = 0; i < 100; i++) {
      world.event()
      await world.clock.advance(100)
    }
    expect(world.commands.length).toBeGreaterThanOrEqual(9)
    expect(world.commands.length).toBeLessThanOrEqual(11)
    await world.clock.advance(10)
    world.commands.length = 0
    world.failure = () => undefined
    world.keeper.want(wanted(7), 'FILE')
    await world.clock.advance(20)
    expect(world.has(7)).toBe(true)
  })

  it('an error of the program itself ends nothing', async () => {
    const world = await settledWorld()
    const { database } = world
    world.database = undefined as unknown as typeof database
    world.event()
    await world.clock.advance(1500)
    expect(world.said('warn ')).toBe(1)
    world.database = database
    await world.clock.advance(MINUTE_MS)
    expect(world.said('can be read and set again')).toBe(1)
  })

  it('what does not stay as it was given is said', async () => {
    const world = await settledWorld()
    world.onApplied = () => {
      const { rows, bridges } = world.database
      world.database = { rows: rows.map((each) => ({ ...each, sampling: 400 })), bridges, behind: false }
    }
    world.keeper.want(wanted(7), 'FILE')
    await world.clock.advance(10 * MINUTE_MS)
    expect(world.said('does not have the settings that it was given')).toBe(1)
    expect(world.keeper.status().inForce?.columns?.sampling).toBe(400)
    // Reverts are bounded too: 10 at once, and then less and less often.
    expect(world.count('apply')).toBeLessThan(10 + 16)
  })
})

describe('a server that is away', () => {
  it('no command is tried; when it is back all is applied at once', async () => {
    const world = await settledWorld()
    world.watch(away)
    world.keeper.want(wanted(7), 'FILE')
    world.event()
    await world.clock.advance(60 * MINUTE_MS)
    await world.keeper.check()
    expect(world.commands).toEqual([])
    expect(world.keeper.status()).toMatchObject({
      monitor: 'away: connect ENOENT db.sock',
      nextCheckAt: undefined,
    })
    world.watch({ state: 'watching' })
    world.event('started')
    await world.clock.advance(20)
    expect(world.has(7)).toBe(true)
  })

  it('nothing is tried before it is known', async () => {
    const world = createWorld({ watch: { state: 'starting' } })
    world.database = state([bridge(0)])
    world.keeper.want(wanted(), 'FILE')
    await world.clock.advance(MINUTE_MS)
    expect(world.commands).toEqual([])
    world.watch({ state: 'watching' })
    await world.clock.advance(100)
    expect(world.has(400)).toBe(true)
  })

  it('lost rows are made again', async () => {
    const world = await settledWorld()
    world.watch(away)
    world.database = state([bridge(5)])
    world.watch({ state: 'watching' })
    world.event('started')
    await world.clock.advance(20)
    expect(world.has(400)).toBe(true)
    expect(world.keeper.status().counters.reverts).toBe(0)
  })

  it('without the program that watches, it looks once a minute', async () => {
    const world = await settledWorld()
    world.watch({ state: 'blind', why: 'ovsdb-client: ENOENT' })
    world.hears = false
    world.addBridge(2)
    await world.clock.advance(MINUTE_MS)
    expect(world.has(400)).toBe(true)
    await world.clock.advance(10 * MINUTE_MS)
    expect(world.commands).toHaveLength(3 + 10)
    expect(world.restarts).toBe(0)
  })
})

describe('ovs-vswitchd that is down', () => {
  it('is waited for once; settings and bridges go into the database at once', async () => {
    const world = await settledWorld()
    world.switchIsDown = true
    world.keeper.want(wanted(7), 'FILE')
    await world.clock.advance(TIMEOUT_MS + 100)
    expect(world.said('1 in 7, counters every 20 s, headers of 128 bytes, agent eth0 (FILE), once')).toBe(1)
    expect(world.keeper.status().unconfirmed).toBe(true)
    for (let number = 2; number < 5; number++) {
      world.addBridge(number)
      await world.clock.advance(30)
      expect(world.has(7)).toBe(true)
    }
    expect(world.commands.filter(({ wait }) => wait === true)).toHaveLength(1)
    // Thousands of ports take their time: that is no trouble yet.
    expect(world.said('ovs-vswitchd has not taken them in')).toBe(0)
    await world.clock.advance(6000)
    expect(world.said('ovs-vswitchd has not taken them in')).toBe(1)
    world.switchIsDown = false
    await world.clock.advance(8000)
    expect(world.said('ovs-vswitchd has taken in what the database holds')).toBe(1)
    world.keeper.want(wanted(8), 'FILE')
    await world.clock.advance(100)
    expect(world.commands.findLast(({ kind }) => kind === 'apply')?.wait).toBe(true)
    expect(world.said('has not taken')).toBe(1)
  })

  it('is not there from the start, and the database is as wanted: that is no sFlow', async () => {
    const world = createWorld()
    const row = ours(1, { sampling: 400 })
    world.database = { ...state([bridge(0, row)], [row]), behind: true }
    world.switchIsDown = true
    world.keeper.want(wanted(), 'f')
    await world.clock.advance(5000)
    expect(world.count('apply')).toBe(0)
    expect(world.said('once ovs-vswitchd has taken it in')).toBe(1)
    expect(world.said('ovs-vswitchd has not taken them in')).toBe(1)
    expect(world.keeper.status().unconfirmed).toBe(true)
    world.switchIsDown = false
    await world.clock.advance(60_000)
    expect(world.said('ovs-vswitchd has taken in what the database holds')).toBe(1)
    expect(world.keeper.status().unconfirmed).toBe(false)
  })

  it('comes back while it is waited for: not a word', async () => {
    const world = await settledWorld()
    world.switchIsDown = true
    world.keeper.want(wanted(7), 'FILE')
    await world.clock.advance(TIMEOUT_MS - 100)
    world.switchIsDown = false
    await world.clock.advance(1000)
    expect(world.said('warn')).toBe(0)
    expect(world.has(7)).toBe(true)
  })
})

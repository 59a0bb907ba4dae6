// The daemons of Open vSwitch go, and come back; its programs are not there, or not for us.
import { chmodSync, chownSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, it, type TestContext } from 'vitest'
import type { Ovs } from '../../../tools/rigs/ovs.ts'
import { privateOvs } from '../../../tools/rigs/private-ovs.ts'
import type { Program } from '../../../tools/rigs/program.ts'
import { addBridges } from './support/bridges.ts'
import { watchDatabase, type Database } from './support/database.ts'
import { complaints, startMarked } from './support/marked.ts'
import { settingsFile, type SettingsFile } from './support/settings.ts'
import { wrapper } from './support/wrapper.ts'

/** Long enough for several attempts. */
const OUTAGE_MS = 3000
/** The monitors, and one command. */
const MAX_PROCESSES = 4
const NOBODY = 65_534

interface Started {
  readonly rig: Ovs
  readonly database: Database
  readonly settings: SettingsFile
  readonly daemon: Program
  readonly processes: () => number
}

async function start(ctx: TestContext): Promise<Started> {
  const rig = await privateOvs(ctx)
  await addBridges(rig, 'br0')
  const database = await watchDatabase(ctx, rig)
  const settings = settingsFile({ sampling: 10 })
  const { daemon, processes } = startMarked(['-f', settings.path, '--timeout', '1'], {
    env: rig.env,
    prefix: rig.prefix,
  })
  await database.until('sFlow', database.common)
  return { rig, database, settings, daemon, processes: () => processes().length }
}

it.concurrent(
  'ovsdb-server is killed: said once; what was wanted meanwhile is set when it is back',
  async (ctx) => {
    const { rig, database, settings, daemon, processes } = await start(ctx)
    await rig.haltServer()
    settings.write({ sampling: 20 })
    await sleep(OUTAGE_MS)
    expect(complaints(daemon)).toHaveLength(1)
    expect(processes()).toBeLessThanOrEqual(MAX_PROCESSES)
    await rig.startServer()
    await database.until('the new rate', () => database.common()?.sampling === 20)

    // It follows again: not only what it looks at by itself once a minute.
    await rig.vsctl('clear', 'Bridge', 'br0', 'sflow')
    await database.until('the cleared bridge', () => database.common()?.sampling === 20)
    expect(complaints(daemon).filter((text) => text.includes('cannot be reached'))).toHaveLength(1)
    expect((await daemon.stop()).code).toBe(0)
  },
)

it.concurrent('the database comes back empty: its new bridge is configured', async (ctx) => {
  const { rig, database, daemon } = await start(ctx)
  await rig.haltServer()
  await rig.startServer({ empty: true })
  await addBridges(rig, 'other')
  await database.until('the new bridge', () => database.bridges().has('other') && database.common())
  expect((await daemon.stop()).code).toBe(0)
})

it.concurrent(
  'ovs-vswitchd is down: the settings are in the database, which is said once, and in force when it is back',
  async (ctx) => {
    const { rig, database, settings, daemon, processes } = await start(ctx)
    await rig.haltSwitch()
    settings.write({ sampling: 20 })
    await database.until('the new rate', () => database.common()?.sampling === 20)
    settings.write({ sampling: 30 })
    // Whoever waits for ovs-vswitchd holds up nobody for more than a second.
    await database.until('the newest rate', () => database.common()?.sampling === 30, 2000)
    await daemon.logged('ovs-vswitchd has not taken them in')
    await sleep(OUTAGE_MS)
    expect(complaints(daemon)).toHaveLength(1)
    expect(complaints(daemon)[0]).toContain('ovs-vswitchd')
    expect(processes()).toBeLessThanOrEqual(MAX_PROCESSES)
    await rig.startSwitch()
    settings.write({ sampling: 40 })
    await database.until('the last rate', () => database.common()?.sampling === 40)
    await daemon.logged('ovs-vswitchd has taken in')
    expect(complaints(daemon)).toHaveLength(1)
    expect((await daemon.stop()).code).toBe(0)
  },
)

it.concurrent('ovs-vsctl is missing, until it is there', async (ctx) => {
  const rig = await privateOvs(ctx)
  await addBridges(rig, 'br0')
  const database = await watchDatabase(ctx, rig)
  const program = wrapper()
  program.remove()
  const { daemon } = startMarked(['-f', settingsFile().path], { env: { ...rig.env, PATH: program.path } })
  await database.until('a complaint', () => complaints(daemon).length > 0)
  await sleep(OUTAGE_MS)
  expect(complaints(daemon)).toHaveLength(1)
  expect(complaints(daemon)[0]).toMatch(/ovs-vsctl.*install Open vSwitch/)
  program.be('real')
  await database.until('sFlow', database.common, 30_000)
  expect((await daemon.stop()).code).toBe(0)
})

it.concurrent('no right to use the database, until there is one', async (ctx) => {
  const rig = await privateOvs(ctx)
  await addBridges(rig, 'br0')
  const database = await watchDatabase(ctx, rig)
  const settings = settingsFile()
  // Where the agents of the host have their status files, too.
  chmodSync(dirname(settings.path), 0o755)
  chownSync(dirname(settings.path), NOBODY, NOBODY)
  const { daemon, processes } = startMarked(['-f', settings.path], { env: rig.env, uid: NOBODY })
  await database.until('a complaint', () => complaints(daemon).length > 0)
  await sleep(OUTAGE_MS)
  expect(complaints(daemon)).toHaveLength(1)
  expect(complaints(daemon)[0]).toMatch(/may not use the database/)
  expect(processes().length).toBeLessThanOrEqual(MAX_PROCESSES)
  chmodSync(join(rig.runDir, 'db.sock'), 0o777)
  await database.until('sFlow', database.common, 30_000)
  expect((await daemon.stop()).code).toBe(0)
})

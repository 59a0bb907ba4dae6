// `ovs-vsctl` is missing, may not do its work, or does not behave.
import { chmodSync, chownSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { privateOvs } from '../../../tools/rigs/private-ovs.ts'
import { addBridges } from './support/bridges.ts'
import { watchDatabase } from './support/database.ts'
import { complaints, startMarked } from './support/marked.ts'
import { settingsFile } from './support/settings.ts'
import { wrapper } from './support/wrapper.ts'

/** Long enough for several attempts, or for a command to be given up and tried again. */
const TROUBLE_MS = 4000
/** The monitors, and one command with its child. */
const MAX_PROCESSES = 5
const NOBODY = 65_534

it.concurrent.for([
  ['prints garbage', 'is not understood'],
  ['prints for ever', 'is not understood'],
  ['hangs', 'does not answer in time'],
  ['hangs with a child', 'does not answer in time'],
  ['leaves a child behind', 'is not understood'],
] as const)('one that %s', { timeout: 90_000 }, async ([mode, complaint], ctx) => {
  const rig = await privateOvs(ctx)
  await addBridges(rig, 'br0')
  const database = await watchDatabase(ctx, rig)
  const settings = settingsFile({ sampling: 10 })
  const program = wrapper()
  const { daemon, processes } = startMarked(['-f', settings.path, '--timeout', '1'], {
    env: { ...rig.env, PATH: program.path },
  })
  await database.until('sFlow', database.common)
  expect(processes().length).toBeGreaterThan(0)
  program.be(mode)
  settings.write({ sampling: 20 })
  await database.until('a complaint', () => complaints(daemon).length > 0)
  let most = 0
  for (let i = 0; i < 40; i++) {
    most = Math.max(most, processes().length)
    await sleep(TROUBLE_MS / 40)
  }
  console.log(`${mode}: ${most} processes at most; ${complaints(daemon).join(' | ').slice(0, 200)}`)
  expect(most).toBeLessThanOrEqual(MAX_PROCESSES)
  expect(complaints(daemon)).toHaveLength(1)
  expect(complaints(daemon)[0]).toContain(complaint)
  expect(database.common()?.sampling).toBe(10)
  program.be('real')
  await database.until('the new rate', () => database.common()?.sampling === 20, 30_000)
  expect(complaints(daemon)).toHaveLength(1)
  expect((await daemon.stop()).code).toBe(0)
  expect(processes()).toEqual([])
})

it.concurrent('one that is missing, until it is there', async (ctx) => {
  const rig = await privateOvs(ctx)
  await addBridges(rig, 'br0')
  const database = await watchDatabase(ctx, rig)
  const program = wrapper()
  program.remove()
  const { daemon } = startMarked(['-f', settingsFile().path], { env: { ...rig.env, PATH: program.path } })
  await database.until('a complaint', () => complaints(daemon).length > 0)
  await sleep(TROUBLE_MS)
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
  await sleep(TROUBLE_MS)
  expect(complaints(daemon)).toHaveLength(1)
  expect(complaints(daemon)[0]).toMatch(/may not use the database/)
  expect(processes().length).toBeLessThanOrEqual(MAX_PROCESSES)
  chmodSync(join(rig.runDir, 'db.sock'), 0o777)
  await database.until('sFlow', database.common, 30_000)
  expect((await daemon.stop()).code).toBe(0)
})

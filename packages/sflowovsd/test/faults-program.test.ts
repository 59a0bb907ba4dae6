// `ovs-vsctl` does not behave.
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { privateOvs } from '../../../tools/rigs/private-ovs.ts'
import { addBridges } from './support/bridges.ts'
import { watchDatabase } from './support/database.ts'
import { complaints, startMarked } from './support/marked.ts'
import { settingsFile } from './support/settings.ts'
import { wrapper } from './support/wrapper.ts'

/** Long enough for a command to be given up, and tried again. */
const TROUBLE_MS = 3000
/** The monitors, and one command with its child. */
const MAX_PROCESSES = 5

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

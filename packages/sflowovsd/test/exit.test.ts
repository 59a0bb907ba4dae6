// What stays in Open vSwitch when sflowovsd ends, and what it finds when it comes back.
import { expect, it } from 'vitest'
import { until } from '../../../tools/rigs/child.ts'
import { privateOvs } from '../../../tools/rigs/private-ovs.ts'
import { addBridges } from './support/bridges.ts'
import { watchDatabase } from './support/database.ts'
import { startedWith } from './support/processes.ts'
import { sflowovsd } from './support/programs.ts'
import { settingsFile } from './support/settings.ts'

it('sFlow stays, and is found again', async (ctx) => {
  const rig = await privateOvs(ctx)
  await addBridges(rig, 'br0')
  const database = await watchDatabase(ctx, rig)
  const settings = settingsFile({ sampling: 10 })
  const run = (): ReturnType<typeof sflowovsd> =>
    sflowovsd(['-f', settings.path], { env: rig.env, prefix: rig.prefix })
  const first = run()
  const { uuid } = await database.until('sFlow', database.common)
  const { code, tookMs } = await first.stop()
  expect(code).toBe(0)
  expect(tookMs).toBeLessThan(5000)
  expect(database.common()?.uuid).toBe(uuid)

  // Killed, it has no last word.
  const second = run()
  settings.write({ sampling: 20 })
  await database.until('the new rate', () => database.common()?.sampling === 20)
  const programs = startedWith(`OVS_RUNDIR=${rig.runDir}`, second.pid).filter(({ command }) =>
    command.startsWith('ovsdb-client monitor'),
  )
  expect(programs).toHaveLength(2)
  second.kill('SIGKILL')
  await second.ended
  await until('what it had started has ended', 2000, () => {
    const left = new Set(startedWith(`OVS_RUNDIR=${rig.runDir}`, second.pid).map(({ pid }) => pid))
    return programs.some(({ pid }) => left.has(pid)) ? undefined : true
  })
  settings.write({ sampling: 30 })
  const third = run()
  await database.until('the newest rate', () => database.common()?.sampling === 30)
  expect(database.common()?.uuid).toBe(uuid)
  expect((await third.stop()).code).toBe(0)
})

it.for(['SIGTERM', 'SIGINT'] as const)('--on-exit remove: %s takes sFlow away', async (signal, ctx) => {
  const rig = await privateOvs(ctx)
  await addBridges(rig, 'br0', 'br1')
  const database = await watchDatabase(ctx, rig)
  const args = ['-f', settingsFile().path, '--on-exit', 'remove']
  const daemon = sflowovsd(args, { env: rig.env, prefix: rig.prefix })
  await database.until('sFlow', database.common)
  const fromMs = performance.now()
  daemon.kill(signal)
  expect((await daemon.ended).code).toBe(0)
  expect(performance.now() - fromMs).toBeLessThan(5000)
  await database.until('nothing', () => database.rows().size === 0)
  expect([...database.bridges().values()].map(({ sflow }) => sflow)).toEqual([undefined, undefined])
})

it('ends in time also while Open vSwitch does not answer', async (ctx) => {
  const rig = await privateOvs(ctx)
  await addBridges(rig, 'br0')
  const database = await watchDatabase(ctx, rig)
  const args = ['-f', settingsFile().path, '--on-exit', 'remove']
  const daemon = sflowovsd(args, { env: rig.env, prefix: rig.prefix })
  await database.until('sFlow', database.common)
  rig.freezeSwitch()
  const { code, tookMs } = await daemon.stop()
  expect(code).toBe(0)
  expect(tookMs).toBeLessThan(5000)
  await database.until('nothing', () => database.rows().size === 0)
})

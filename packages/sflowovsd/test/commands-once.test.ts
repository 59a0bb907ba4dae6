// sflowovsd --once: set, read back, told; each way in which it cannot be.
import { readFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { expect, it } from 'vitest'
import { privateOvs } from '../../../tools/rigs/private-ovs.ts'
import { scratch } from '../../../tools/rigs/program.ts'
import { addBridgeRows, addBridges } from './support/bridges.ts'
import { contentOf, say } from './support/commands.ts'
import { settingsFile } from './support/settings.ts'
import { columnOf, script } from './support/vsctl.ts'

const FATAL = 60
const NOBODY = 65_534

it('sets all bridges, says what is in force, and changes nothing the next time', async (ctx) => {
  const rig = await privateOvs(ctx)
  await addBridges(rig, 'br0', 'br1')
  const settings = settingsFile({ sampling: 100, polling: 7, header: 96 })
  const first = await say(rig, ['--once', '-f', settings.path])
  expect(first).toMatchObject({ code: 0, log: [] })
  expect(first.out).toMatch(
    /^2 bridges \(br[01], br[01]\) send sFlow to 127\.0\.0\.1:6399: 1 in 100, counters every 7 s, headers of 96 bytes, agent lo \(revision 1 of \S+\)\n$/,
  )
  const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()
  const ids = [
    ['host-sflow-agent', `127.0.0.1@${boot}`],
    ['host-sflow-owner', 'sflowovsd'],
  ]
  const row = ['lo', ['map', ids], 96, 7, 100, '127.0.0.1:6399']
  const content = await contentOf(rig)
  expect(content).toEqual({ rows: [row], bridges: { br0: row, br1: row } })

  const uuid = await columnOf(rig, 'sFlow', '_uuid')
  const again = await say(rig, ['--once', '-f', settings.path])
  expect(again).toMatchObject({ code: 0, out: first.out, log: [] })
  expect(await columnOf(rig, 'sFlow', '_uuid')).toEqual(uuid)

  settings.write(null)
  const off = await say(rig, ['--once', '-f', settings.path])
  expect(off).toMatchObject({ code: 0, log: [] })
  expect(off.out).toMatch(/^sFlow is off on all bridges: hsflowd has withdrawn the settings \(revision 2 of /)
  expect(await contentOf(rig)).toEqual({ rows: [], bridges: { br0: null, br1: null } })
})

it('ovs-vswitchd does not take it in: 69, and the database has it', async (ctx) => {
  const rig = await privateOvs(ctx)
  await addBridges(rig, 'br0')
  rig.freezeSwitch()
  const { path } = settingsFile({ sampling: 100 })
  const run = () => say(rig, ['--once', '-f', path, '--timeout', '1'])
  const set = await run()
  expect(set.code).toBe(69)
  expect(set.log.at(-1)).toMatchObject({
    level: FATAL,
    msg: expect.stringContaining('ovs-vswitchd has not taken them in'),
  })
  expect(set.tookMs).toBeLessThan(6000)
  expect(await columnOf(rig, 'sFlow', 'sampling')).toEqual(['100'])
  // Nothing is to be done any more, but it is not in force either.
  const again = await run()
  expect(again.code).toBe(69)
  expect(again.out).toBe('')
  rig.resumeSwitch()
  expect((await run()).code).toBe(0)
})

it('what stands in the way is said with its exit code', async (ctx) => {
  const rig = await privateOvs(ctx, { switch: false })
  await addBridgeRows(rig, ['br0'])
  const { path } = settingsFile()
  const last = async (args: readonly string[], options: Parameters<typeof say>[2] = {}) => {
    const { code, log, out } = await say(rig, ['--once', '--timeout', '1', ...args], options)
    expect(out).toBe('')
    return { code, msg: log.at(-1)?.msg }
  }
  expect(await last(['-f', `${path}.none`])).toEqual({
    code: 78,
    msg: expect.stringMatching(/^there are no settings to apply: [^()]+ \(start hsflowd, name its file/),
  })
  const instead = (body: string) => ({ env: { PATH: dirname(script(body)) } })
  expect(await last(['-f', path], instead('echo "segmentation fault: {]"'))).toEqual({
    code: 1,
    msg: expect.stringContaining('is not understood'),
  })
  expect(await last(['-f', path], instead('exec /bin/sleep 1000'))).toEqual({
    code: 69,
    msg: expect.stringContaining('does not answer in time'),
  })
  expect(await last(['-f', path], { env: { PATH: scratch() } })).toEqual({
    code: 69,
    msg: expect.stringContaining('install Open vSwitch'),
  })
  await rig.haltServer()
  expect(await last(['-f', path])).toEqual({ code: 69, msg: expect.stringContaining('start ovsdb-server') })
  expect(await last(['-f', path, '--db', `unix:${scratch()}/none`])).toMatchObject({ code: 69 })
})

it('a user who may not use the database: 77', async (ctx) => {
  ctx.skip(process.getuid?.() !== 0, 'only root can become another user')
  const rig = await privateOvs(ctx, { switch: false })
  const { code, log } = await say(rig, ['--once', '--collector', '127.0.0.1'], { uid: NOBODY })
  expect(code).toBe(77)
  expect(log.at(-1)?.msg).toMatch(/may not use the database of Open vSwitch: .*Permission denied/)
})

// sflowovsd status: what running ones tell.
import { dirname } from 'node:path'
import { expect, it, vi } from 'vitest'
import { privateOvs } from '../../../tools/rigs/private-ovs.ts'
import { addBridgeRows } from './support/bridges.ts'
import { columnOf } from './support/vsctl.ts'
import { say } from './support/commands.ts'
import { sflowovsd } from './support/programs.ts'
import { settingsFile } from './support/settings.ts'

/** A change is written within 2 s. */
const SOON = { timeout: 8000, interval: 200 }

it('none runs: 69, with the fix', async (ctx) => {
  const rig = await privateOvs(ctx, { switch: false })
  const { path } = settingsFile()
  const { code, out } = await say(rig, ['status', '-f', path])
  expect(code).toBe(69)
  expect(out).toContain(`sflowovsd is not running: no status of one in ${dirname(path)}/agents\n`)
  expect(out).toMatch(/^ {2}fix: put ovs \{ \} into \/etc\/hsflowd\.conf/m)
  const json = await say(rig, ['status', '--json', '-f', path])
  expect(json.code).toBe(69)
  expect(JSON.parse(json.out)).toEqual({ running: false, problems: [], sflowovsd: [] })
})

it('one that runs: what is in force; two for the same database: a warning', async (ctx) => {
  const rig = await privateOvs(ctx)
  await addBridgeRows(rig, ['br0', 'br 1'])
  const settings = settingsFile({ sampling: 100, polling: 7 })
  const start = () => sflowovsd(['-f', settings.path], { env: rig.env, prefix: rig.prefix })
  const daemon = start()
  await daemon.logged('2 bridges')
  const told = () => say(rig, ['status', '-f', settings.path])
  const { out } = await vi.waitUntil(async () => {
    const said = await told()
    return said.out.includes('1 packet in 100') && said
  }, SOON)
  const [uuid] = await columnOf(rig, 'sFlow', '_uuid')
  const expected = [
    `^sflowovsd \\S+, process ${daemon.pid}, up \\d.*, as \\S+; figures are \\d+ s old$`,
    `^  settings +${settings.path} revision 1$`,
    '^  in force +1 packet in 100, counters every 7 s, headers of 128 bytes, agent lo$',
    '^  collectors +127\\.0\\.0\\.1:6399$',
    '^  bridges +2: "br(?:0| 1)", "br(?:0| 1)"$',
    `^  row +${uuid}$`,
    `^  database +${rig.server}, watching$`,
    '^  Open vSwitch +\\d+\\.\\d+\\.\\d+, rows are made with --id$',
    '^  counts +passes \\d+, changes 1, ',
    '^  last check +\\d+ s ago, next in ',
    '^  last error +none$',
  ]
  for (const line of expected) expect(out).toMatch(new RegExp(line, 'm'))

  const rival = start()
  await rival.logged('2 bridges')
  const pids = [daemon.pid, rival.pid].toSorted((a, b) => a - b).join(', ')
  await vi.waitUntil(async () => (await told()).out.includes(`processes ${pids} (stop all but one`), SOON)
  const json = await say(rig, ['status', '--json', '-f', settings.path])
  expect(json.code).toBe(0)
  expect(JSON.parse(json.out)).toMatchObject({
    running: true,
    problems: [expect.stringContaining(`processes ${pids}`)],
    sflowovsd: [{ name: 'sflowovsd' }, { details: { server: rig.server } }],
  })
  await Promise.all([daemon.stop(), rival.stop()])
  expect((await told()).code).toBe(69)
})

it('the database is away: the problem and its remedy, until it is back', async (ctx) => {
  const rig = await privateOvs(ctx, { switch: false })
  const settings = settingsFile()
  const daemon = sflowovsd(['-f', settings.path], { env: rig.env, prefix: rig.prefix })
  await daemon.logged('there is no bridge yet')
  const told = async () => {
    const { out } = await say(rig, ['status', '--json', '-f', settings.path])
    return (JSON.parse(out) as { sflowovsd: { lastError: string | null }[] }).sflowovsd[0]?.lastError
  }
  await rig.haltServer()
  await vi.waitUntil(async () => typeof (await told()) === 'string', SOON)
  expect(await told()).toMatch(/^the database of Open vSwitch cannot be reached: \S+: .*\(.*\)$/)
  const { out } = await say(rig, ['status', '-f', settings.path])
  expect(out).toMatch(/^ {2}problem: the database of Open vSwitch cannot be reached: /m)
  expect(out).toContain(`${rig.server}, away: `)
  await rig.startServer()
  await vi.waitUntil(async () => (await told()) === null, SOON)
})

// sflowovsd --check: what would be set, and what is in the way.
import { writeFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { privateOvs } from '../../../tools/rigs/private-ovs.ts'
import { scratch } from '../../../tools/rigs/program.ts'
import { addBridgeRows, addForeignRow } from './support/bridges.ts'
import { contentOf, say } from './support/commands.ts'
import { sflowovsd } from './support/programs.ts'
import { settingsFile } from './support/settings.ts'

const NOBODY = 65_534

it('all is well: exit code 0, and nothing is changed', async (ctx) => {
  const rig = await privateOvs(ctx, { switch: false })
  await addBridgeRows(rig, ['br0', 'br 1'])
  await addForeignRow(rig, ['agent=eth9', 'sampling=7', 'targets="9.9.9.9:6343"'], 'br0')
  const before = await contentOf(rig)
  const { path } = settingsFile({ sampling: 100 })
  const { code, out, log } = await say(rig, ['--check', '-f', path])
  expect({ code, log }).toEqual({ code: 0, log: [] })
  const lines = out.split('\n')
  expect(lines).toEqual(
    expect.arrayContaining([
      `settings      revision 1 of ${path}`,
      'wanted        agent=lo header=128 polling=30 sampling=100 targets=127.0.0.1:6399',
      expect.stringMatching(/^ovs-vsctl {5}\d+\.\d+\.\d+, rows are made with --id$/),
      expect.stringMatching(/^ovsdb-client {2}\d+\.\d+\.\d+$/),
      expect.stringMatching(`^database {6}${rig.server}, read as \\S+$`),
      expect.stringMatching(/^bridges {7}2: "br(?:0| 1)", "br(?:0| 1)"$/),
      'to do         3 changes, see --dry-run',
      expect.stringMatching(/^ +the row \S+ \(agent=eth9 .*sampling=7 .*\) of bridge "br0" is replaced$/),
      `${rig.server}: ok`,
    ]),
  )
  expect((await say(rig, ['--check', '--adopt', '-f', path])).out).toMatch(/ of somebody else is adopted$/m)
  expect(await contentOf(rig)).toEqual(before)
})

it('settings: what is wrong with them, or that sFlow would be off', async (ctx) => {
  const rig = await privateOvs(ctx, { switch: false })
  const settings = settingsFile()
  const check = (...args: readonly string[]) => say(rig, ['--check', '-f', settings.path, ...args])
  const collectors = Array.from({ length: 11 }, (_, n) => ({ address: `127.0.0.${n + 1}`, port: 6399 }))
  settings.write({ collectors })
  const noted = await check('--agent', 'nosuch0')
  expect(noted.code).toBe(0)
  expect(noted.out).toMatch(/^warning: 11 collectors are too many, .* without 127\.0\.0\.\d+:6399 /m)
  expect(noted.out).toMatch(
    /^warning: agent device nosuch0 is not there, .*the address from which it reaches /m,
  )
  expect(noted.out).toMatch(/: ok, 2 warnings\n$/)

  settings.write({ sampling: 0, polling: 0 })
  expect(await check()).toMatchObject({
    code: 0,
    out: expect.stringMatching(/^wanted +sFlow off: neither sampling nor polling is on$/m),
  })
  const missing = await say(rig, ['--check', '-f', `${settings.path}.none`])
  expect(missing).toMatchObject({
    code: 78,
    out: expect.stringMatching(
      /^settings +none\n[^]*^problem: there are no settings to apply: [^()]+ \([^()]+\)\n1 problem\n$/m,
    ),
  })

  writeFileSync(settings.path, '')
  expect((await check()).out).toMatch(
    /^problem: there are no settings to apply: \S+: the shared settings file is still empty \([^()]+\)$/m,
  )
  expect((await say(rig, ['--check', '-f', import.meta.filename])).out).toContain(
    `problem: there are no settings to apply: ${import.meta.filename}:1:1: the shared settings file is not understood: the first line is not rev_start (`,
  )
})

it('Open vSwitch: missing 69, away 69, forbidden 77; everything else is told all the same', async (ctx) => {
  const rig = await privateOvs(ctx, { switch: false })
  const { path } = settingsFile()
  const missing = await say(rig, ['--check', '-f', path], { env: { PATH: scratch() } })
  expect(missing.code).toBe(69)
  expect(missing.out).toMatch(/^wanted +agent=lo /m)
  expect(missing.out).toMatch(/^problem: a program of Open vSwitch is not there: ovs-vsctl \(install /m)
  if (process.getuid?.() === 0) {
    // It could not read the settings of this test either.
    const forbidden = await say(rig, ['--check', '--collector', '127.0.0.1'], { uid: NOBODY })
    expect(forbidden.code).toBe(77)
    expect(forbidden.out).toMatch(/^problem: this user may not use the database .* \(run sflowovsd as root /m)
  }
  await rig.haltServer()
  const away = await say(rig, ['--check', '--json', '-f', path])
  expect(away.code).toBe(69)
  expect(JSON.parse(away.out)).toMatchObject({
    ok: false,
    settings: { file: path, revision: 1 },
    wanted: { state: 'row', columns: { agent: 'lo' } },
    openVswitch: { strategy: 'id' },
    database: { server: rig.server, read: false },
    bridges: null,
    changes: null,
    problems: [{ code: 'HSF_OVS_UNREACHABLE', exitCode: 69 }],
  })
})

it('ovs-vswitchd has not taken in what is there: 69', async (ctx) => {
  const rig = await privateOvs(ctx)
  rig.freezeSwitch()
  await rig.vsctl('--timeout=1', 'set', 'Open_vSwitch', '.', 'external_ids:a=b').catch(() => undefined)
  const { code, out } = await say(rig, ['--check', '-f', settingsFile().path])
  expect(code).toBe(69)
  expect(out).toMatch(
    /^problem: ovs-vswitchd has not taken in what the database of Open vSwitch holds \(start /m,
  )
})

it('another sflowovsd for the same database is named', async (ctx) => {
  const rig = await privateOvs(ctx, { switch: false })
  const { path } = settingsFile()
  const daemon = sflowovsd(['-f', path], { env: rig.env })
  await daemon.logged('there is no bridge yet')
  const { code, out } = await say(rig, ['--check', '-f', path])
  expect(code).toBe(0)
  expect(out).toContain(`warning: sflowovsd runs for this database already: process ${daemon.pid}\n`)
  await daemon.stop()
})

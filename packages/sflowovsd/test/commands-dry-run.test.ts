// sflowovsd --dry-run: what it prints can be given to a shell, and does what --once does.
import { execFileSync } from 'node:child_process'
import { dirname } from 'node:path'
import { expect, it } from 'vitest'
import type { Ovs } from '../../../tools/rigs/ovs.ts'
import { privateOvs } from '../../../tools/rigs/private-ovs.ts'
import { addBridgeRows, addBridges, addForeignRow } from './support/bridges.ts'
import { contentOf, say } from './support/commands.ts'
import { settingsFile } from './support/settings.ts'
import { firstSchema, firstVersion, script } from './support/vsctl.ts'

const ODD = ['br 0', `a"quote'd`, 'grün', '$(touch no)', 'line\nfeed; true', '-dash']
const FOREIGN = ['agent=eth9', 'sampling=7', 'targets="9.9.9.9:6343"']

const paste = (rig: Ovs, text: string, path = process.env['PATH']): string =>
  execFileSync('sh', ['-e', '-c', text], { encoding: 'utf8', env: { ...rig.env, PATH: path } })

const commandsOf = (out: string): string[] =>
  out.split('\n').filter((line) => line !== '' && !line.startsWith('#'))

it('changes nothing; pasted, it does exactly what --once does', async (ctx) => {
  const make = async (): Promise<Ovs> => {
    const rig = await privateOvs(ctx)
    await addBridges(rig, 'br0', 'br1')
    await addBridgeRows(rig, ODD)
    await addForeignRow(rig, FOREIGN, 'br1')
    return rig
  }
  const [one, other] = await Promise.all([make(), make()])
  const args = ['-f', settingsFile({ sampling: 100, collectors: [{ address: '::1', port: 6399 }] }).path]
  const before = await contentOf(one)
  const { code, out, log } = await say(one, ['--dry-run', ...args])
  expect({ code, log }).toEqual({ code: 0, log: [] })
  expect(await contentOf(one)).toEqual(before)
  expect(out).toMatch(/^# settings: revision 1 of \S+\n/)
  expect(out).toContain(`\n# database: ${one.server}\n`)
  expect(out).toMatch(
    /^# the row \S+ \(agent=eth9 .*sampling=7 targets=9\.9\.9\.9:6343\) of bridge "br1" is replaced$/m,
  )
  expect(commandsOf(out)).toHaveLength(1)

  paste(one, out)
  expect((await say(other, ['--once', ...args])).code).toBe(0)
  const after = await contentOf(one)
  expect(after).toEqual(await contentOf(other))
  expect(after).not.toEqual(before)

  const again = await say(one, ['--dry-run', ...args])
  expect(again.code).toBe(0)
  expect(commandsOf(again.out)).toEqual([])
  expect(again.out).toMatch(/^# nothing is to be done$/m)
})

it('Open vSwitch 1.0: two commands, the second with what the first one prints', async (ctx) => {
  const rig = await privateOvs(ctx, { switch: false, schema: firstSchema })
  await addBridgeRows(rig, ['br0', 'br 1'])
  const usual = process.env['PATH']
  // No switch is there to be waited for.
  const real = script(`PATH='${usual}'; exec ovs-vsctl --no-wait "$@"`)
  const first = script(`PATH='${dirname(real)}:${usual}'\n${firstVersion()}`)
  const path = `${dirname(first)}:${usual}`
  const args = ['-f', settingsFile({ sampling: 100 }).path]
  const { code, out, log } = await say(rig, ['--dry-run', ...args], { env: { PATH: path } })
  expect({ code, log }).toEqual({ code: 0, log: [] })
  const commands = commandsOf(out)
  expect(commands).toHaveLength(2)
  expect(commands[0]).toMatch(/^row=\$\(ovs-vsctl .*create sFlow .*\)$/)
  paste(rig, out, path)
  const row = ['lo', 128, 30, 100, '127.0.0.1:6399']
  const list = async (table: string, columns: string): Promise<unknown> =>
    (JSON.parse(await rig.vsctl('--format=json', `--columns=${columns}`, 'list', table)) as { data: unknown })
      .data
  const rows = (await list('sFlow', '_uuid,agent,header,polling,sampling,targets')) as unknown[][]
  expect(rows.map(([, ...columns]) => columns)).toEqual([row])
  expect(await list('Bridge', 'sflow')).toEqual([[rows[0]![0]], [rows[0]![0]]])
})

it('--json: the same as one object', async (ctx) => {
  const rig = await privateOvs(ctx, { switch: false })
  await addBridgeRows(rig, ['br 0'])
  const { code, out } = await say(rig, ['--dry-run', '--json', '-f', settingsFile({ sampling: 100 }).path])
  expect(code).toBe(0)
  expect(JSON.parse(out)).toMatchObject({
    settings: { revision: 1 },
    problem: null,
    notes: [],
    changes: [
      { kind: 'create', columns: { agent: 'lo', sampling: 100, targets: ['127.0.0.1:6399'] } },
      { kind: 'attach', bridge: 'br 0', to: 'created' },
    ],
    commands: [expect.arrayContaining(['ovs-vsctl', '--id=@newsflow', 'sampling=100', 'sflow=@newsflow'])],
    replaced: [],
    left: [],
  })
})

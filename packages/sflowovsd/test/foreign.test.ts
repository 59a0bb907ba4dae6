// Open vSwitch as somebody else has set it, or sets it while sflowovsd runs.
import { expect, it, type TestContext } from 'vitest'
import type { Ovs } from '../../../tools/rigs/ovs.ts'
import { privateOvs } from '../../../tools/rigs/private-ovs.ts'
import type { Program } from '../../../tools/rigs/program.ts'
import { addBridges, addForeignRow } from './support/bridges.ts'
import { watchDatabase, type Database } from './support/database.ts'
import { sflowovsd } from './support/programs.ts'
import { settingsFile } from './support/settings.ts'

const FOREIGN = ['agent=lo', 'targets="192.0.2.1:6343"', 'sampling=77', 'header=99', 'polling=9']
const OTHER = ['agent=lo', 'targets=["192.0.2.2:6343","192.0.2.3:6343"]', 'sampling=88']

interface Started {
  readonly rig: Ovs
  readonly database: Database
  readonly run: (...args: readonly string[]) => Program
  /** Waits for a state of all bridges that is the wanted one. */
  readonly restored: (what: string) => Promise<{ readonly uuid: string }>
}

async function prepare(ctx: TestContext): Promise<Started> {
  const rig = await privateOvs(ctx)
  await addBridges(rig, 'br0', 'br1')
  const database = await watchDatabase(ctx, rig)
  const { path } = settingsFile({ sampling: 123, polling: 7 })
  return {
    rig,
    database,
    run: (...args) => sflowovsd(['-f', path, ...args], { env: rig.env, prefix: rig.prefix }),
    restored: (what) =>
      database.until(what, () => {
        const row = database.common()
        if (row === undefined || database.bridges().size === 0) return undefined
        return row.sampling === 123 && row.polling === 7 && row.header === 128 && row
      }),
  }
}

it('what somebody else changes is put right', async (ctx) => {
  const { rig, database, run, restored } = await prepare(ctx)
  const daemon = run()
  const { uuid } = await restored('sFlow')

  await rig.vsctl('set', 'sFlow', uuid, 'sampling=5', 'header=64')
  expect((await restored('the changed columns')).uuid).toBe(uuid)
  await daemon.logged('sampling=5')

  await rig.vsctl('clear', 'Bridge', 'br0', 'sflow')
  expect((await restored('the cleared bridge')).uuid).toBe(uuid)

  const replaced = await addForeignRow(rig, FOREIGN, 'br0', 'br1')
  expect((await restored('the replaced row')).uuid).not.toBe(replaced)
  expect(database.rows().size).toBe(1)
  const { msg } = await daemon.logged(replaced)
  for (const part of ['sampling=77', 'header=99', 'polling=9', '192.0.2.1:6343']) expect(msg).toContain(part)
  expect((await daemon.stop()).code).toBe(0)
})

it('two bridges, each with a row of its own of somebody else, end with ours', async (ctx) => {
  const { rig, database, run, restored } = await prepare(ctx)
  const rows = [await addForeignRow(rig, FOREIGN, 'br0'), await addForeignRow(rig, OTHER, 'br1')]
  const daemon = run()
  const { uuid } = await restored('our row')
  expect(rows).not.toContain(uuid)
  expect([...database.rows().keys()]).toEqual([uuid])
  for (const [row, parts] of [
    [rows[0]!, ['sampling=77', 'header=99', 'polling=9', '192.0.2.1:6343', 'br0']],
    [rows[1]!, ['sampling=88', '192.0.2.2:6343', '192.0.2.3:6343', 'br1']],
  ] as const) {
    const { msg } = await daemon.logged(row)
    for (const part of parts) expect(msg).toContain(part)
  }
  expect((await daemon.stop()).code).toBe(0)
})

it('with --adopt a row of somebody else is kept, with our settings', async (ctx) => {
  const { rig, run, restored } = await prepare(ctx)
  const foreign = await addForeignRow(rig, FOREIGN, 'br0')
  const daemon = run('--adopt')
  expect((await restored('our settings')).uuid).toBe(foreign)
  const { msg } = await daemon.logged(foreign)
  expect(msg).toContain('sampling=77')
  expect((await daemon.stop()).code).toBe(0)
})

it('a row of somebody else stays where we have nothing to set', async (ctx) => {
  const { rig, database } = await prepare(ctx)
  const foreign = await addForeignRow(rig, FOREIGN, 'br0')
  const settings = settingsFile({ collectors: [] })
  const daemon = sflowovsd(['-f', settings.path], { env: rig.env, prefix: rig.prefix })
  const { msg } = await daemon.logged(foreign)
  expect(msg).toContain('sampling=77')
  expect([...database.rows().keys()]).toEqual([foreign])
  expect(database.bridges().get('br0')!.sflow).toBe(foreign)
  expect((await daemon.stop()).code).toBe(0)
})

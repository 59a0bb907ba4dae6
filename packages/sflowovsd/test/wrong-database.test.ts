// A server that accepts connections, and has another database.
import { execFileSync } from 'node:child_process'
import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { debianPackages, requirePackages } from '../../../tools/rigs/apt.mjs'
import { startChild } from '../../../tools/rigs/child.ts'
import { scratch } from '../../../tools/rigs/program.ts'
import { sflowovsd } from './support/programs.ts'
import { settingsFile } from './support/settings.ts'

const SCHEMA = {
  name: 'OVN_Northbound',
  tables: { Logical_Switch: { columns: { name: { type: 'string' } } } },
}

it('is said once, however often it is tried', async (ctx) => {
  const possible = await requirePackages(debianPackages.openvswitch)
  ctx.skip(!possible.ok, possible.ok ? '' : possible.reason)
  const directory = scratch()
  const [schema, file, socket] = ['schema', 'db', 'db.sock'].map((name) => join(directory, name)) as [
    string,
    string,
    string,
  ]
  writeFileSync(schema, JSON.stringify(SCHEMA))
  execFileSync('ovsdb-tool', ['create', file, schema])
  const options = [`--remote=punix:${socket}`, `--unixctl=${directory}/ctl`]
  const server = await startChild(['ovsdb-server', file, ...options])
  ctx.onTestFinished(server.stop)
  await expect.poll(() => existsSync(socket), { timeout: 10_000 }).toBe(true)

  const daemon = sflowovsd(['-P', '-d', '-f', settingsFile().path, '--db', `unix:${socket}`])
  const messages = (): string[] => daemon.log().map(({ msg }) => msg)
  const count = (part: string): number => messages().filter((text) => text.includes(part)).length
  await expect.poll(() => count('a pass failed: '), { timeout: 10_000 }).toBeGreaterThan(4)
  // The first is said of each try, to those who want to see it.
  expect(count('cannot be reached') - count('a pass failed: ')).toBe(1)
  expect(count('changes of Open vSwitch are not seen at once')).toBe(1)
  expect(count('can be reached again')).toBe(0)
  expect((await daemon.stop()).code).toBe(0)
})

import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { defaultSharedSettings, formatSharedFile } from '@host-sflow/config-share'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { openHost } from '../../host/host.ts'
import { readSharedFile } from '../../status/shared.ts'
import { agent, hostStatus, said, world } from '../world.test-helper.ts'
import { daemon } from './daemon.ts'
import { followers } from './followers.ts'
import { modules } from './modules.ts'
import { openVswitch } from './open-vswitch.ts'
import { sharedFile } from './shared-file.ts'

let root = ''
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'hsflowd-doctor-'))
})
afterEach(() => rm(root, { recursive: true, force: true }))

describe('daemon', () => {
  test('that runs, with what troubles it', async () => {
    const status = hostStatus({
      hsflowd: agent({ pid: process.pid, version: '1.2.3', lastError: 'source cpu: gone' }),
    })
    const findings = await daemon.run(world({ status }))
    expect(findings[0]!.detail).toContain(`process ${process.pid}, version 1.2.3`)
    expect(said(findings)).toContain('warn its last error: source cpu: gone')
    const stale = hostStatus({ hsflowd: status.hsflowd, problems: ['it hangs'] })
    expect(said(await daemon.run(world({ status: stale })))).toContain('warn it hangs')
  })

  test('that does not run', async () => {
    const [finding] = await daemon.run(world())
    expect(finding).toMatchObject({ status: 'warn', fix: expect.stringContaining('systemctl start hsflowd') })
  })

  test('two of them', async () => {
    const status = hostStatus({ hsflowd: agent(), rivals: [agent({ pid: 8 })] })
    expect(said(await daemon.run(world({ status }))).at(-1)).toMatch(/^warn another hsflowd .* process 8:/)
  })
})

test('modules', async () => {
  const json = { udpport: 36_343, fifo: undefined }
  const at = async (details: object | undefined) => {
    const status = hostStatus(details === undefined ? {} : { hsflowd: agent({ details }) })
    return said(await modules.run(world({ settings: { json }, status })))
  }
  expect(said(await modules.run(world()))).toEqual(['skip none is configured'])
  expect(await at(undefined)).toEqual(['ok json: configured'])
  expect(await at({ modules: { json: { apps: 2, udp: [] } } })).toEqual(['ok json: apps 2'])
  expect((await at({ modules: {} }))[0]).toMatch(/^warn json: configured, but not at work/)
})

test('an Open vSwitch that nobody gives the settings', async () => {
  const host = openHost({
    platform: 'linux',
    roots: { proc: join(root, 'proc'), sys: join(root, 'sys'), root },
    network: 'sysfs',
  })
  const at = async (more: Parameters<typeof world>[0] = {}) =>
    said(await openVswitch.run(world({ host, ...more })))
  expect(await at()).toEqual([])
  await mkdir(join(root, 'run/openvswitch'), { recursive: true })
  await writeFile(join(root, 'run/openvswitch/db.sock'), '')
  expect((await at())[0]).toMatch(/^warn it runs on this host/)
  expect(await at({ settings: { ovs: {} } })).toEqual([])
  const sflowovsd = { agent: agent({ name: 'sflowovsd' }), follows: true, behind: false }
  expect(await at({ status: hostStatus({ followers: [sflowovsd] }) })).toEqual([
    'ok sflowovsd keeps its sFlow in step with the settings',
  ])
})

test('a module that runs a program', async () => {
  const at = async (state: object) => {
    const status = hostStatus({ hsflowd: agent({ details: { modules: { ovs: state } } }) })
    return modules.run(world({ settings: { ovs: {} }, status }))
  }
  const lastError = { message: 'sflowovsd has ended: exit code 1', remedy: 'see why', at: 'now' }
  expect(await at({ state: 'running', pid: 8, lastError })).toEqual([
    { status: 'ok', detail: 'ovs: state running, pid 8' },
  ])
  expect(await at({ state: 'waiting', pid: null, lastError: null })).toMatchObject([{ status: 'ok' }])
  expect(await at({ state: 'waiting', pid: null, lastError })).toEqual([
    { status: 'warn', detail: 'ovs: waiting: sflowovsd has ended: exit code 1', fix: 'see why' },
  ])
  const others = { state: 'a\u001B[2J', lastError: { message: 'b\u001B[2J' } }
  expect(JSON.stringify(await at(others))).not.toContain('\u001B')
})

describe('shared file', () => {
  const write = async (): Promise<string> => {
    const file = join(root, 'hsflowd.auto')
    await writeFile(file, formatSharedFile({ state: 'settings', settings: defaultSharedSettings() }, 4))
    await chmod(root, 0o755)
    return file
  }
  const look = async (file: string | undefined, more: object = {}) =>
    said(
      await sharedFile.run(
        world({ sharedFileOption: file, status: hostStatus({ sharedFile: file, ...more }) }),
      ),
    )

  test('good', async () => {
    const file = await write()
    expect(await look(file)).toEqual([`ok ${file} revision 4, 0 collectors, sampling 400, polling 30`])
  })

  test('that others cannot read, or not reach', async () => {
    const file = await write()
    await chmod(file, 0o600)
    expect((await look(file))[1]).toBe(`warn ${file} cannot be read by agents of other users`)
    await chmod(file, 0o644)
    await chmod(root, 0o700)
    expect((await look(file))[1]).toBe(`warn ${root} cannot be entered by agents of other users`)
  })

  test('that is not there, half, or has no place', async () => {
    const file = join(root, 'hsflowd.auto')
    expect((await look(file))[0]).toMatch(/^skip .* is not there/)
    expect((await look(file, { hsflowd: agent() }))[0]).toMatch(/^fail .*although hsflowd runs/)
    const waiting = (state: string, collectors: object[] = []) =>
      look(file, { hsflowd: agent({ collectors, details: { dnsSd: { state } } }) })
    expect((await waiting('failed'))[0]).toMatch(/^skip .* when DNS has said where to send/)
    expect((await waiting('off'))[0]).toMatch(/^fail /)
    expect((await waiting('failed', [{ collector: 'a:1' }]))[0]).toMatch(/^fail /)
    await writeFile(file, 'rev_start=2\n')
    expect((await look(file))[0]).toMatch(/^fail cannot be read: /)
    expect((await look(undefined))[0]).toMatch(/^warn this user has no place/)
  })

  test('the others', async () => {
    const written = await readSharedFile(await write())
    const one = {
      agent: agent({ name: 'a', settings: { file: written.path, revision: 4 } }),
      follows: true,
      behind: false,
    }
    const late = {
      agent: agent({ name: 'b', settings: { file: written.path, revision: 3 } }),
      follows: true,
      behind: true,
    }
    const ill = { agent: agent({ name: 'c', lastError: 'no memory' }), follows: false, behind: false }
    const status = hostStatus({ written, followers: [one, late, ill] })
    expect(said(await followers.run(world({ status })))).toEqual([
      'ok a process 7 (revision 4), c process 7 (its own)',
      'warn b process 7 is behind: it has revision 3, the file 4',
      'warn c process 7: no memory',
    ])
    expect(said(await followers.run(world()))[0]).toMatch(/^skip none .* outside of the group hsflowd cannot/)
  })
})

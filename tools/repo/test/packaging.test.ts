// The packages of the system's own package managers: made, looked into, and lived with in a machine with systemd.
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi, type TestContext } from 'vitest'
import { makePackages } from '../../../packaging/build.mjs'
import { debianPackages, requirePackages } from '../../rigs/apt.mjs'
import { requireSystemd, startSystemd, type Machine } from '../../rigs/systemd.ts'
import { root } from './support/run.ts'

const NAME = 'host-sflow-hsflowd'
const OVS_NAME = 'host-sflow-sflowovsd'

let folder: string
let impossible: string | undefined
type Files = Readonly<Record<'deb' | 'rpm', string>>
/** Of hsflowd. */
let made: Files
let next: Files
/** Of sflowovsd. */
let ovsMade: Files
let ovsNext: Files
/** Why no machine can be made. */
let homeless: string | undefined

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'host-sflow-packaging-'))
  // Not the time of the commit: that may change while this runs.
  process.env['SOURCE_DATE_EPOCH'] ??= '1700000000'
  impossible = reason(await requirePackages(['dpkg', ...debianPackages.rpm]))
  if (impossible !== undefined) return
  ;[made, ovsMade] = await make('first', '0.1.0')
  ;[next, ovsNext] = await make('next', '0.2.0')
  homeless = reason(await requireSystemd())
}, 400_000)
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const reason = (result: { ok: true } | { ok: false; reason: string }): string | undefined =>
  result.ok ? undefined : result.reason
const skip = (ctx: TestContext, why: string | undefined): void => ctx.skip(why !== undefined, why)

async function make(where: string, version: string): Promise<[hsflowd: Files, sflowovsd: Files]> {
  const formats = ['deb', 'rpm']
  const files = await makePackages({ root, version, formats, out: join(folder, where) })
  const [deb, rpm, ovsDeb, ovsRpm] = files as [string, string, string, string]
  return [
    { deb, rpm },
    { deb: ovsDeb, rpm: ovsRpm },
  ]
}

const call = (command: string, ...args: readonly string[]): string =>
  execFileSync(command, args, {
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
    stdio: ['ignore', 'pipe', 'pipe'],
  })

/** Every file of a tree: what it is, who may do what with it, and what it holds. */
function contents(tree: string): string[] {
  return readdirSync(tree, { recursive: true })
    .map(String)
    .map((file) => {
      const path = join(tree, file)
      const stat = lstatSync(path)
      if (stat.isSymbolicLink()) return `${file} -> ${readlinkSync(path)}`
      if (stat.isDirectory()) return `${file}/`
      const digest = createHash('sha256').update(readFileSync(path)).digest('hex')
      return `${file} ${(stat.mode & 0o7777).toString(8)} ${digest}`
    })
    .filter((line) => !line.endsWith('/'))
    .toSorted()
}

function unpacked(files: Files, where: string): Files {
  const trees = { deb: join(folder, where, 'deb-tree'), rpm: join(folder, where, 'rpm-tree') }
  for (const tree of Object.values(trees)) mkdirSync(tree, { recursive: true })
  call('dpkg-deb', '-x', files.deb, trees.deb)
  const unpack = 'cd "$1" && rpm2cpio "$2" | cpio -idm --quiet --no-absolute-filenames'
  call('sh', '-c', unpack, 'sh', trees.rpm, files.rpm)
  return trees
}

describe('the packages', () => {
  it('are the same bytes when they are made again', async (ctx) => {
    skip(ctx, impossible)
    const [again, ovsAgain] = await make('again', '0.1.0')
    for (const kind of ['deb', 'rpm'] as const) {
      expect(readFileSync(again[kind]).equals(readFileSync(made[kind]))).toBe(true)
      expect(readFileSync(ovsAgain[kind]).equals(readFileSync(ovsMade[kind]))).toBe(true)
    }
  })

  it('hold the same files, and a program that runs', (ctx) => {
    skip(ctx, impossible)
    const trees = unpacked(made, 'hsflowd')
    const files = contents(trees.deb)
    expect(contents(trees.rpm)).toEqual(files)
    const names = files.map((line) => line.split(' ', 1)[0])
    expect(names).toEqual(
      expect.arrayContaining([
        'usr/lib/systemd/system/hsflowd.service',
        'usr/lib/sysusers.d/hsflowd.conf',
        'usr/lib/tmpfiles.d/hsflowd.conf',
        'usr/share/hsflowd/hsflowd.conf.sample',
        'usr/share/man/man5/hsflowd.conf.5.gz',
        'usr/share/man/man8/hsflowd.8.gz',
      ]),
    )
    expect(files).toContain('usr/sbin/hsflowd -> ../lib/hsflowd/bin/hsflowd.js')
    // The configuration is the operator's, from the first minute.
    expect(names.filter((name) => name!.startsWith('etc/'))).toEqual([])
    const run = (...args: string[]): string =>
      call(process.execPath, join(trees.deb, 'usr/lib/hsflowd/bin/hsflowd.js'), ...args)
    expect(run('--version')).toMatch(/^hsflowd \d/)
    run('--check', '-f', join(trees.deb, 'usr/share/hsflowd/hsflowd.conf.sample'))
    const native = call(
      process.execPath,
      '-e',
      `require(${JSON.stringify(join(trees.deb, 'usr/lib/hsflowd/node_modules/koffi'))})`,
    )
    expect(native).toBe('')
  })

  it('hold sflowovsd without what that of hsflowd has, on every kind of machine', (ctx) => {
    skip(ctx, impossible)
    const trees = unpacked(ovsMade, 'sflowovsd')
    const files = contents(trees.deb)
    expect(contents(trees.rpm)).toEqual(files)
    expect(files).toEqual(
      expect.arrayContaining([
        'usr/sbin/sflowovsd -> ../lib/sflowovsd/bin/sflowovsd.js',
        'usr/lib/sflowovsd/node_modules -> ../hsflowd/node_modules',
        expect.stringMatching(/^usr\/lib\/systemd\/system\/sflowovsd\.service 644 /),
        expect.stringMatching(/^usr\/share\/man\/man8\/sflowovsd\.8\.gz 644 /),
      ]),
    )
    const ofHsflowd = new Set(contents(unpacked(made, 'both').deb).map((line) => line.split(' ', 1)[0]))
    expect(files.filter((line) => ofHsflowd.has(line.split(' ', 1)[0]))).toEqual([])
    expect(call('dpkg-deb', '-f', ovsMade.deb, 'Architecture')).toBe('all\n')
    expect(call('dpkg-deb', '-f', ovsMade.deb, 'Depends')).toContain(`${NAME}, `)
    expect(call('rpm', '-qp', '--requires', ovsMade.rpm)).toContain('/usr/bin/ovs-vsctl\n')
  })

  it('need a Node.js that is new enough, and not the C daemon', (ctx) => {
    skip(ctx, impossible)
    expect(call('dpkg-deb', '-f', made.deb, 'Depends')).toContain('nodejs (>= 20.19)')
    expect(call('dpkg-deb', '-f', made.deb, 'Conflicts')).toBe('hsflowd\n')
    expect(call('rpm', '-qp', '--requires', made.rpm)).toContain('nodejs(engine) >= 20.19')
    expect(call('rpm', '-qp', '--conflicts', made.rpm)).toBe('hsflowd\n')
  })
})

/** What a package manager does: install, upgrade, remove. */
interface Manager {
  readonly install: (machine: Machine, file: string) => Promise<unknown>
  readonly remove: (machine: Machine, name?: string) => Promise<unknown>
  /** Whether what is installed also starts. */
  readonly starts: boolean
}

const managers: Readonly<Record<'deb' | 'rpm', Manager>> = {
  deb: {
    install: (machine, file) => machine.output('dpkg', '--force-unsafe-io', '-i', file),
    remove: (machine, name = NAME) => machine.output('dpkg', '-r', name),
    starts: true,
  },
  rpm: {
    // What it needs is there, but dpkg knows of it.
    install: (machine, file) => machine.output('rpm', '-U', '--nodeps', file),
    remove: (machine, name = NAME) => machine.output('rpm', '-e', name),
    starts: false,
  },
}

describe.each(['deb', 'rpm'] as const)('a machine with the %s', (kind) => {
  it('runs hsflowd, over upgrades, with the configuration of its operator, until it is removed', async (ctx) => {
    skip(ctx, impossible ?? homeless)
    const manager = managers[kind]
    const machine = await startSystemd([`${folder}:/mnt`])
    const at = (path: string): string => join(machine.root, path)
    const inside = (file: string): string => file.replace(folder, '/mnt')
    const property = async (name: string): Promise<string> =>
      (await machine.output('systemctl', 'show', '--value', `--property=${name}`, 'hsflowd')).trim()
    const logged = (text: string): Promise<void> =>
      vi.waitFor(
        async () => expect(await machine.output('journalctl', '-u', 'hsflowd', '-o', 'cat')).toContain(text),
        { timeout: 10_000 },
      )
    try {
      await provideNode(machine)
      // The C daemon was here.
      writeFileSync(at('/etc/hsflowd.auto'), 'rev_start=3\nrev_end=3\n')

      await manager.install(machine, inside(made[kind]))
      expect(readFileSync(at('/etc/hsflowd.conf'), 'utf8')).toContain('sflow {')
      if (!manager.starts) await machine.output('systemctl', 'enable', '--now', 'hsflowd')
      await logged('hsflowd 0.1.0')
      expect(await property('ActiveState')).toBe('active')
      expect((await machine.output('ps', '-o', 'user=', '-p', await property('MainPID'))).trim()).toBe(
        'hsflowd',
      )
      expect(await property('FragmentPath')).toMatch(/\/lib\/systemd\/system\/hsflowd\.service$/)
      expect(readlinkSync(at('/etc/hsflowd.auto'))).toBe('/run/hsflowd/hsflowd.auto')
      // The package manager's to change, not ours.
      for (const command of ['install', 'uninstall'])
        expect((await machine.exec('hsflowd', command)).code).toBe(69)

      const own = 'sflow { collector { ip = 127.0.0.1 } }\n'
      writeFileSync(at('/etc/hsflowd.conf'), own)
      await manager.install(machine, inside(next[kind]))
      await logged('hsflowd 0.2.0')
      expect(readFileSync(at('/etc/hsflowd.conf'), 'utf8')).toBe(own)
      expect(await property('ActiveState')).toBe('active')
      expect((await machine.output('systemctl', 'is-enabled', 'hsflowd')).trim()).toBe('enabled')

      await manager.remove(machine)
      expect((await machine.exec('pgrep', '-x', 'hsflowd')).code).toBe(1)
      expect(readFileSync(at('/etc/hsflowd.conf'), 'utf8')).toBe(own)
      expect(readdirSync(at('/etc'))).not.toContain('hsflowd.auto')
      expect(readdirSync(at('/usr/lib'))).not.toContain('hsflowd')

      if (kind === 'deb') {
        // Masked by the removal, which is nobody's own unit.
        const again = await machine.exec('dpkg', '--force-unsafe-io', '-i', inside(next.deb))
        expect(again).toMatchObject({
          code: 0,
          stderr: expect.not.stringContaining('comes before') as string,
        })
        await manager.remove(machine)
        await machine.output('dpkg', '--purge', NAME)
        const left = await machine.output(
          'find',
          '/etc',
          '/usr',
          '/var/lib',
          '/run',
          '-xdev',
          '-name',
          '*hsflow*',
        )
        expect(left).toBe('')
        expect(readFileSync(at('/etc/passwd'), 'utf8')).not.toContain('hsflowd')

        // Where /etc cannot be written to, an upgrade has nothing to write there.
        await manager.install(machine, inside(made.deb))
        await machine.output('sh', '-c', 'mount --bind /etc /etc && mount -o remount,bind,ro /etc')
        await manager.install(machine, inside(next.deb))
        await machine.output('umount', '/etc')
        expect(await property('ActiveState')).toBe('active')
        // Another agent runs as the same user.
        const agent = ['setpriv', '--reuid=hsflowd', '--regid=hsflowd', '--clear-groups', 'sleep', '60']
        await machine.output('sh', '-c', `${agent.join(' ')} >&- 2>&- &`)
        await vi.waitFor(async () => machine.output('pgrep', '-u', 'hsflowd', 'sleep'), { timeout: 5000 })
        await manager.remove(machine)
        await machine.output('dpkg', '--purge', NAME)
        expect(readFileSync(at('/etc/passwd'), 'utf8')).toContain('hsflowd')
        expect((await machine.exec('dpkg', '-s', NAME)).code).toBe(1)
      }
    } finally {
      await machine.stop()
    }
  })
})

describe.each(['deb', 'rpm'] as const)('a machine with the %s of sflowovsd', (kind) => {
  it('runs it beside hsflowd, over upgrades, until it is removed', async (ctx) => {
    skip(ctx, impossible ?? homeless)
    const manager = managers[kind]
    const machine = await startSystemd([`${folder}:/mnt`])
    const inside = (file: string): string => file.replace(folder, '/mnt')
    const runs = async (version: string): Promise<void> => {
      await vi.waitFor(
        async () =>
          expect(await machine.output('journalctl', '-u', 'sflowovsd', '-o', 'cat')).toContain(
            `sflowovsd ${version}`,
          ),
        { timeout: 10_000 },
      )
      const state = [
        'systemctl',
        'show',
        '--value',
        '--property=ActiveState,MainPID,User',
        'sflowovsd',
      ] as const
      expect((await machine.output(...state)).trim().split('\n').toSorted()).toEqual([
        expect.stringMatching(/^[1-9]\d*$/),
        'active',
        'hsflowd',
      ])
    }
    try {
      await provideNode(machine)
      if (kind === 'deb')
        expect((await machine.exec('dpkg', '--force-unsafe-io', '--install', inside(ovsMade.deb))).code).toBe(
          1,
        )
      await manager.install(machine, inside(made[kind]))
      await manager.install(machine, inside(ovsMade[kind]))
      if (!manager.starts) await machine.output('systemctl', 'enable', '--now', 'sflowovsd')
      await runs('0.1.0')
      // The native module is that of hsflowd.
      await machine.output('node', '-e', "require('/usr/lib/sflowovsd/node_modules/koffi')")
      await manager.install(machine, inside(ovsNext[kind]))
      await runs('0.2.0')
      expect((await machine.output('systemctl', 'is-enabled', 'sflowovsd')).trim()).toBe('enabled')
      // It needs the other one.
      await expect(manager.remove(machine)).rejects.toThrow(OVS_NAME)
      await manager.remove(machine, OVS_NAME)
      expect((await machine.exec('pgrep', '-x', 'sflowovsd')).code).toBe(1)
      if (kind === 'deb') await machine.output('dpkg', '--purge', OVS_NAME)
      const left = await machine.output(
        'find',
        '/etc',
        '/usr',
        '/run',
        '/var/lib',
        '-xdev',
        '-name',
        '*sflowovsd*',
      )
      expect(left).toBe('')
      await manager.remove(machine)
    } finally {
      await machine.stop()
    }
  })
})

/** What dpkg asks for, as a package that says so: the program is that of the test. */
async function provideNode(machine: Machine): Promise<void> {
  const tree = join(folder, 'nodejs')
  mkdirSync(join(tree, 'DEBIAN'), { recursive: true })
  const fields = [
    'Package: nodejs',
    `Version: ${process.versions.node}`,
    'Architecture: all',
    'Maintainer: test <test@localhost>',
    'Description: that of the test',
  ]
  writeFileSync(join(tree, 'DEBIAN/control'), `${fields.join('\n')}\n`)
  call('dpkg-deb', '--root-owner-group', '--build', tree, join(folder, 'nodejs.deb'))
  await machine.output('dpkg', '-i', '/mnt/nodejs.deb')
}

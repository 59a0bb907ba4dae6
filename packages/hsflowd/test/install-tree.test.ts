// Into the tree of an image, by anybody: nothing of this machine is touched, nothing is started.
import { execFileSync, spawnSync } from 'node:child_process'
import {
  cpSync,
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
import { afterEach, beforeEach, expect, it } from 'vitest'

const PACKAGE = join(import.meta.dirname, '..')
const UNIT = 'etc/systemd/system/hsflowd.service'

let root: string
beforeEach(() => void (root = mkdtempSync(join(tmpdir(), 'hsflowd-tree-'))))
afterEach(() => rmSync(root, { recursive: true, force: true }))

const run = (script: string, ...args: readonly string[]): string =>
  execFileSync(process.execPath, [script, ...args, '--destdir', root], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  })
const ours = join(PACKAGE, 'bin/hsflowd.js')
const text = (file: string): string => readFileSync(join(root, file), 'utf8')
const files = (): string[] =>
  readdirSync(root, { recursive: true })
    .map(String)
    .filter((file) => !lstatSync(join(root, file)).isDirectory())
    .toSorted()

it('has what a machine has after the installation, enabled at its next boot', () => {
  const said = run(ours, 'install', '--with', 'lacp', '--user', 'sflow')
  expect(files()).toEqual([
    'etc/hsflowd.auto',
    'etc/hsflowd.conf',
    'etc/hsflowd.conf.sample',
    UNIT,
    `${UNIT}.d/50-lacp.conf`,
    'etc/systemd/system/multi-user.target.wants/hsflowd.service',
    'etc/sysusers.d/hsflowd.conf',
    'etc/tmpfiles.d/hsflowd.conf',
  ])
  expect(said.trim().split('\n')).toHaveLength(files().length)
  expect(readlinkSync(join(root, 'etc/hsflowd.auto'))).toBe('/run/hsflowd/hsflowd.auto')
  expect(text('etc/systemd/system/multi-user.target.wants/hsflowd.service')).toBe(text(UNIT))
  expect(text(UNIT)).toContain('\nUser=sflow\n')
  expect(text('etc/sysusers.d/hsflowd.conf')).toContain('\nu sflow ')
})

it('keeps its user when it is repeated', () => {
  run(ours, 'install', '--user', 'sflow')
  expect(run(ours, 'install')).not.toMatch(/: replaced$/m)
  expect(text(UNIT)).toContain('\nUser=sflow\n')
  expect(run(ours, 'install', '--user', 'hsflowd')).toContain(`/${UNIT}: replaced`)
  run(ours, 'uninstall')
  expect(run(ours, 'uninstall')).toBe('nothing that hsflowd install makes is here\n')
})

it('has sflowovsd too where it is named, from then on, until it is taken away', () => {
  run(ours, 'install', '--with', 'sflowovsd')
  const own = files().filter((file) => file.includes('sflowovsd'))
  expect(own).toEqual([
    'etc/systemd/system/multi-user.target.wants/sflowovsd.service',
    'etc/systemd/system/sflowovsd.service',
  ])
  expect(text('etc/systemd/system/sflowovsd.service')).toMatch(
    /^ExecStart=\S+ \S+\/sflowovsd\/bin\/sflowovsd\.js$/m,
  )
  expect(run(ours, 'install')).toContain('/etc/systemd/system/sflowovsd.service: unchanged\n')
  run(ours, 'uninstall', '--with', 'sflowovsd')
  expect(files().filter((file) => file.includes('sflowovsd'))).toEqual([])
  expect(files()).toContain(UNIT)
  expect(run(ours, 'install')).not.toContain('sflowovsd')
  run(ours, 'install', '--with', 'sflowovsd')
  run(ours, 'uninstall', '--purge')
  expect(files()).toEqual([])
})

it('warns of a second sflowovsd beside that of ovs { }', () => {
  const config = join(root, 'hsflowd.conf')
  // Of the machine itself, but nothing is done.
  const plan = (...args: readonly string[]) =>
    spawnSync(process.execPath, [ours, 'install', '--dry-run', '-f', config, ...args], { encoding: 'utf8' })
  for (const [block, expected] of [
    ['ovs { }', true],
    ['', false],
  ] as const) {
    writeFileSync(config, `sflow { collector { ip = 192.0.2.1 } ${block} }`)
    // Whether a service could reach this checkout is another matter.
    const { stderr } = plan('--with', 'sflowovsd')
    expect(stderr.includes('two sflowovsd would keep one Open vSwitch')).toBe(expected)
  }
})

it('makes nothing for a user whom systemd would not make', () => {
  expect(() => run(ours, 'install', '--user', '1234')).toThrow(/1234 \(correct --user/)
  expect(files()).toEqual([])
})

it('has the paths of the program in it', () => {
  const place = join(root, 'opt/hsflowd')
  mkdirSync(place, { recursive: true })
  for (const part of ['bin', 'dist', 'package.json'])
    cpSync(join(PACKAGE, part), join(place, part), { recursive: true })
  run(join(place, 'bin/hsflowd.js'), 'install')
  expect(text(UNIT)).toMatch(/^ExecStart=\S+ \/opt\/hsflowd\/bin\/hsflowd\.js$/m)
})

it('keeps what an operator has written, both when it is repeated and when it is undone', () => {
  run(ours, 'install')
  writeFileSync(join(root, 'etc/hsflowd.conf'), 'sflow { polling = 5 }\n')
  writeFileSync(join(root, UNIT), `${text(UNIT)}# edited\n`)
  const said = run(ours, 'install')
  expect(said).toContain('/etc/hsflowd.conf: kept\n')
  expect(said).toContain(`/${UNIT}: replaced\n`)
  expect(run(ours, 'install')).not.toMatch(/: (?:made|replaced)$/m)
  // Without our first line it is somebody else's.
  writeFileSync(join(root, UNIT), '[Service]\n')
  run(ours, 'uninstall')
  expect(files()).toEqual([
    'etc/hsflowd.conf',
    UNIT,
    'etc/systemd/system/multi-user.target.wants/hsflowd.service',
  ])
  expect(text('etc/hsflowd.conf')).toBe('sflow { polling = 5 }\n')
  rmSync(join(root, UNIT))
  run(ours, 'install')
  run(ours, 'uninstall', '--purge')
  expect(files()).toEqual([])
})

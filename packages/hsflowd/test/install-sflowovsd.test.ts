// sflowovsd as an operator installs it: a service of a real systemd beside a real database of Open vSwitch.
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { requireSystemd, startSystemd, type Machine } from '../../../tools/rigs/systemd.ts'
import { installPackage } from './support/machine.ts'

const INSTALL = readFileSync(join(import.meta.dirname, '../docs/install.md'), 'utf8')
const PRIVILEGES = readFileSync(join(import.meta.dirname, '../../sflowovsd/docs/privileges.md'), 'utf8')
/** linux/capability.h. */
const CAP_DAC_OVERRIDE = 1
const DROP_INS = '/etc/systemd/system/sflowovsd.service.d'
const WAIT = { timeout: 15_000, interval: 50 }

let impossible: string | undefined
let machine: Machine

beforeAll(async () => {
  const possible = await requireSystemd()
  if (!possible.ok) return (impossible = possible.reason)
  machine = await startSystemd()
  installPackage(machine)
  installPackage(machine, undefined, 'sflowovsd')
  // As the package of Open vSwitch starts it; the switch itself needs more than a container has.
  await machine.output('systemctl', 'unmask', 'ovsdb-server')
  await machine.output('systemctl', 'start', 'ovsdb-server')
  await vsctl('add-br', 'br0')
  configure(300)
  return undefined
}, 400_000)
afterAll(() => machine?.stop())
beforeEach((ctx) => ctx.skip(impossible !== undefined, impossible))

const at = (path: string): string => join(machine.root, path)
const text = (path: string): string => readFileSync(at(path), 'utf8')
const vsctl = (...args: readonly string[]): Promise<string> =>
  machine.output('ovs-vsctl', '--no-wait', '--timeout=10', ...args)
const configure = (sampling: number, more = ''): void =>
  writeFileSync(
    at('/etc/hsflowd.conf'),
    `sflow { polling = 20 sampling = ${sampling} collector { ip = 127.0.0.1 udpport = 9999 } ${more} }\n`,
  )
const property = async (unit: string, name: string): Promise<string> =>
  (await machine.output('systemctl', 'show', '--value', `--property=${name}`, unit)).trim()
const journal = (unit: string): Promise<string> =>
  machine.output('journalctl', '-u', unit, '-o', 'cat', '--no-pager')
const field = (pid: string | number, name: string): string =>
  new RegExp(`^${name}:\\s*(.*?)\\s*$`, 'm').exec(text(`/proc/${pid}/status`))?.[1] ?? ''
/** Of a process, as a number whose bits are capabilities. */
const effective = (pid: string | number): number => Number.parseInt(field(pid, 'CapEff'), 16)

/** What a bridge samples with, as Open vSwitch's own program tells it. */
async function samplingOf(bridge: string): Promise<string> {
  const row = (await vsctl('get', 'bridge', bridge, 'sflow')).trim()
  return row === '[]' ? 'none' : (await vsctl('get', 'sflow', row, 'sampling')).trim()
}
const samples = (bridge: string, rate: string): Promise<void> =>
  vi.waitFor(async () => expect(await samplingOf(bridge)).toBe(rate), WAIT)

/** As systemd itself counts it. */
async function exposure(unit: string): Promise<string> {
  const list = await machine.output('systemd-analyze', 'security', '--json=short')
  type Row = { unit: string; exposure: string }
  const row = (JSON.parse(list) as Row[]).find((each) => each.unit === `${unit}.service`)
  return Number(row!.exposure).toFixed(1)
}
/** The figure in the row of docs/install.md. */
const documented = (what: string): string | undefined =>
  new RegExp(`^\\| ${what} +\\|.*\\| +([\\d.]+) +\\|$`, 'm').exec(INSTALL)?.[1]
/** Those of docs/privileges.md: with the capability, and without. */
const figures = [...PRIVILEGES.matchAll(/([\d.]+) of 10/g)].map(([, figure]) => figure)

/** A block of docs/privileges.md, there for operators to copy. */
const fenced = (language: string): string =>
  new RegExp(`^\`\`\`${language}\\n([^]*?)^\`\`\``, 'm').exec(PRIVILEGES)![1]!

async function restartWith(dropIn: string): Promise<void> {
  await machine.output('mkdir', '-p', DROP_INS)
  writeFileSync(at(`${DROP_INS}/site.conf`), dropIn)
  await machine.output('systemctl', 'daemon-reload')
  await machine.output('systemctl', 'restart', 'sflowovsd')
}

async function worksWithoutRight(bridge: string): Promise<void> {
  expect(effective(await property('sflowovsd', 'MainPID'))).toBe(0)
  await vsctl('add-br', bridge)
  await samples(bridge, '77')
}

// One after another: each part of this life needs the one before.
describe('hsflowd install --with sflowovsd', () => {
  it('makes a service that sets what the configuration of the host says', async () => {
    const said = await machine.output('hsflowd', 'install', '--with', 'sflowovsd')
    expect(said).toMatch(/^sflowovsd runs, process \d+$/m)
    await samples('br0', '300')
    configure(77)
    await samples('br0', '77')
    await vsctl('add-br', 'br 1')
    await samples('br 1', '77')
  })

  it('runs as the user of hsflowd, and may do one thing besides', async () => {
    const pid = await property('sflowovsd', 'MainPID')
    const uid = (await machine.output('id', '-u', 'hsflowd')).trim()
    expect(field(pid, 'Uid')).toBe(Array(4).fill(uid).join('\t'))
    for (const set of ['CapEff', 'CapPrm', 'CapInh', 'CapBnd', 'CapAmb'])
      expect(`${set} ${Number.parseInt(field(pid, set), 16)}`).toBe(`${set} ${2 ** CAP_DAC_OVERRIDE}`)
    expect(field(pid, 'NoNewPrivs')).toBe('1')
    expect((await machine.output('stat', '-c', '%a %U', '/run/openvswitch/db.sock')).trim()).toBe('750 root')
    const score = await exposure('sflowovsd')
    expect([documented('`sflowovsd`'), figures[0]]).toEqual([score, score])
  })

  it('is seen by hsflowd status', async () => {
    const file = `sflowovsd.${await property('sflowovsd', 'MainPID')}.json`
    await vi.waitFor(() => expect(readdirSync(at('/run/hsflowd/agents'))).toContain(file), WAIT)
  })

  it('goes on when Open vSwitch is restarted, with a new socket', async () => {
    const pid = await property('sflowovsd', 'MainPID')
    await machine.output('systemctl', 'restart', 'ovsdb-server')
    await vsctl('add-br', 'br2')
    await samples('br2', '77')
    expect(await property('sflowovsd', 'MainPID')).toBe(pid)
    await machine.output('systemctl', 'reload', 'sflowovsd')
    await machine.output('systemctl', 'restart', 'sflowovsd')
    expect(await property('sflowovsd', 'ActiveState')).toBe('active')
  })

  it('is upgraded with hsflowd', async () => {
    installPackage(machine, '99.0.0', 'sflowovsd')
    await machine.output('hsflowd', 'install')
    await vi.waitFor(async () => expect(await journal('sflowovsd')).toContain('sflowovsd 99.0.0'), WAIT)
  })

  it('needs no right where its group may use the socket, as docs/privileges.md says', async () => {
    const dropIn = fenced('ini')
    await machine.output('groupadd', '--system', 'openvswitch')
    await machine.output('chgrp', 'openvswitch', '/run/openvswitch/db.sock')
    await machine.output('chmod', '770', '/run/openvswitch/db.sock')
    await restartWith(dropIn)
    expect(dropIn).toContain('SupplementaryGroups=openvswitch\n')
    await worksWithoutRight('br3')
    expect(figures[1]).toBe(await exposure('sflowovsd'))
    await machine.output('chmod', '750', '/run/openvswitch/db.sock')
  })

  it('nor where it has a socket of its own', async () => {
    await machine.output('sh', '-ec', fenced('sh'))
    writeFileSync(at('/etc/default/sflowovsd'), 'OVS_RUNDIR=/run/sflowovsd\n')
    await restartWith(fenced('ini').replace(/^SupplementaryGroups=.*\n/m, ''))
    await worksWithoutRight('br4')
    rmSync(at('/etc/default/sflowovsd'))
    await machine.output('rm', '-r', '/run/sflowovsd', DROP_INS)
    await machine.output('systemctl', 'daemon-reload')
  })

  it('works alone, with collectors of its own', async () => {
    await machine.output('systemctl', 'stop', 'hsflowd')
    writeFileSync(at('/etc/default/sflowovsd'), 'HSFLOWD_COLLECTOR=127.0.0.9\n')
    await machine.output('systemctl', 'restart', 'sflowovsd')
    await vi.waitFor(async () => expect(await vsctl('list', 'sflow')).toContain('127.0.0.9:6343'), WAIT)
    rmSync(at('/etc/default/sflowovsd'))
    await machine.output('systemctl', 'start', 'hsflowd')
    await machine.output('systemctl', 'restart', 'sflowovsd')
    await samples('br0', '77')
  })

  it('is taken away alone', async () => {
    const said = await machine.output('hsflowd', 'uninstall', '--with', 'sflowovsd')
    expect(said).toBe('sflowovsd: stopped\n/etc/systemd/system/sflowovsd.service: removed\n')
    expect((await machine.exec('systemctl', 'cat', 'sflowovsd')).code).not.toBe(0)
    expect(await property('hsflowd', 'ActiveState')).toBe('active')
    // What it has set stays, as when it is stopped.
    expect(await samplingOf('br0')).toBe('77')
  })
})

describe('ovs { } of hsflowd.conf', () => {
  it('has what it needs once hsflowd install has seen it: one service for all', async () => {
    await machine.output('systemctl', 'restart', 'ovsdb-server')
    configure(55, 'ovs { }')
    await machine.output('hsflowd', 'install')
    expect(readdirSync(at('/etc/systemd/system/hsflowd.service.d'))).toEqual(['50-ovs.conf'])
    await samples('br0', '55')
    const main = await property('hsflowd', 'MainPID')
    const child = (await machine.output('pgrep', '-P', main, '-x', 'sflowovsd')).trim()
    for (const pid of [main, child]) expect(effective(pid)).toBe(2 ** CAP_DAC_OVERRIDE)
    expect(text(`/proc/${child}/cgroup`)).toContain('hsflowd.service')
    expect(documented('`ovs`')).toBe(await exposure('hsflowd'))
  })

  it('does without again when the part of the unit is taken away', async () => {
    configure(55)
    await machine.output('hsflowd', 'uninstall', '--with', 'ovs')
    expect(effective(await property('hsflowd', 'MainPID'))).toBe(0)
  })
})

it('hsflowd uninstall takes all of it', async () => {
  await machine.output('hsflowd', 'install', '--with', 'sflowovsd')
  await machine.output('hsflowd', 'uninstall', '--purge')
  for (const unit of ['hsflowd', 'sflowovsd'])
    expect((await machine.exec('systemctl', 'cat', unit)).code).not.toBe(0)
  const left = await machine.output('find', '/etc', '/run', '/var/lib', '-xdev', '-name', '*sflow*')
  expect(left).toBe('')
  expect(text('/etc/passwd')).not.toContain('hsflowd')
})

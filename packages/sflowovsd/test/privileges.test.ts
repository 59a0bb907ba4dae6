// Started as root: what it keeps, and that Open vSwitch's own programs, started by it, can do their work.
import { execFileSync } from 'node:child_process'
import { chmodSync, chownSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { bundleProgram } from '../../../tools/rigs/bundle.ts'
import { debianPackages, requirePackages } from '../../../tools/rigs/apt.mjs'
import { startOvs, type Ovs } from '../../../tools/rigs/ovs.ts'
import { scratch } from '../../../tools/rigs/program.ts'
import { sflowovsd } from './support/programs.ts'
import { settingsFile } from './support/settings.ts'

const NOBODY = 65_534
const CAP_DAC_OVERRIDE = '0000000000000002'
const NONE = '0000000000000000'

let impossible: string | undefined
let ovs: Ovs
let program: string

beforeAll(async () => {
  const possible = await requirePackages(debianPackages.openvswitch)
  impossible = possible.ok ? undefined : possible.reason
  if (process.getuid?.() !== 0) impossible ??= 'only root can become another user'
  if (impossible !== undefined) return
  ovs = await startOvs({ switch: false })
  program = join(scratch(), 'give-up-rights.mjs')
  await bundleProgram(fileURLToPath(new URL('programs/give-up-rights.ts', import.meta.url)), program)
})
afterAll(() => ovs?.stop())
beforeEach((ctx) => ctx.skip(impossible !== undefined, impossible))

interface Left {
  readonly said: readonly string[]
  readonly vsctl: string
  readonly status: string
}

function run(
  server: string,
  { native = true, prefix = [] as readonly string[] } = {},
): Left & { agents: string } {
  const directory = scratch()
  chmodSync(directory, 0o755)
  const agents = join(directory, 'agents')
  // koffi is loaded at run time, from where this repository has it.
  const NODE_PATH = native ? fileURLToPath(new URL('../../../node_modules', import.meta.url)) : directory
  const [command, ...args] = [...prefix, process.execPath, program, server, agents]
  const output = execFileSync(command, args, {
    encoding: 'utf8',
    env: { PATH: process.env['PATH'], NODE_PATH, OVS_RUNDIR: ovs.runDir },
    timeout: 30_000,
  })
  return { ...(JSON.parse(output) as Left), agents }
}

const field = ({ status }: Left, name: string): string =>
  new RegExp(`^${name}:\\s*(.*?)\\s*$`, 'm').exec(status)?.[1] ?? ''
const socket = (): string => join(ovs.runDir, 'db.sock')

describe('sflowovsd that is started as root', () => {
  it('keeps just CAP_DAC_OVERRIDE where only root may use the database, and its programs have it', () => {
    chmodSync(socket(), 0o750)
    const left = run(ovs.server)
    expect(field(left, 'Uid')).toBe(Array(4).fill(NOBODY).join('\t'))
    for (const set of ['CapEff', 'CapPrm', 'CapInh', 'CapAmb'])
      expect(`${set} ${field(left, set)}`).toBe(`${set} ${CAP_DAC_OVERRIDE}`)
    expect(left.vsctl).toBe('done')
    expect(left.said).toEqual([
      expect.stringContaining(
        `running as user nobody, keeping CAP_DAC_OVERRIDE (to use the database of Open vSwitch: ${socket()} is closed to it, it has mode 750 of user 0, group 0)`,
      ),
    ])
    // For its status file.
    expect(statSync(left.agents).uid).toBe(NOBODY)
  })

  it.each([
    ['all users may', 0o777, 0],
    ['its group may', 0o770, NOBODY],
  ])('keeps nothing where %s use the database', (_, mode, group) => {
    chownSync(socket(), 0, group)
    chmodSync(socket(), mode)
    const left = run(ovs.server)
    for (const set of ['CapEff', 'CapPrm', 'CapInh', 'CapAmb'])
      expect(`${set} ${field(left, set)}`).toBe(`${set} ${NONE}`)
    expect(left.vsctl).toBe('done')
    expect(left.said).toEqual([expect.stringContaining('running as user nobody, without privileges')])
    chownSync(socket(), 0, 0)
  })

  it('keeps it where Open vSwitch does not run yet, and nothing for a server on the network', () => {
    const early = run(`unix:${ovs.dir}/later.sock`)
    expect(field(early, 'CapEff')).toBe(CAP_DAC_OVERRIDE)
    expect(early.said[0]).toContain('/later.sock is not there yet')
    expect(field(run('tcp:127.0.0.1:1'), 'CapEff')).toBe(NONE)
  })

  it('stays root, and says so, where it could not keep what it needs', () => {
    chmodSync(socket(), 0o750)
    const without = run(ovs.server, { native: false })
    expect(field(without, 'Uid')).toBe('0\t0\t0\t0')
    expect(without.vsctl).toBe('done')
    expect(without.said).toEqual([
      expect.stringContaining('sflowovsd stays root: user nobody would need CAP_DAC'),
    ])
    const bounded = run(ovs.server, {
      prefix: ['setpriv', '--bounding-set=-dac_override', '--inh-caps=-all'],
    })
    expect(field(bounded, 'Uid')).toBe('0\t0\t0\t0')
    expect(bounded.vsctl).toBe('done')
  })

  it('does its work with that: what it has started watches, and what it starts then sets', async () => {
    chmodSync(socket(), 0o750)
    const { path } = settingsFile({ sampling: 77 })
    chmodSync(dirname(path), 0o755)
    await ovs.vsctl('add-br', 'br0')
    const daemon = sflowovsd(['-f', path, '--db', ovs.server, '--timeout', '1', '--user', 'nobody'], {
      readable: true,
      env: { ...ovs.env, OVS_RUNDIR: ovs.dir },
    })
    await daemon.logged('keeping CAP_DAC_OVERRIDE')
    const rows = (): Promise<string> => ovs.vsctl('--columns=sampling', 'list', 'sflow')
    await vi.waitFor(async () => expect(await rows()).toMatch(/: 77$/), { timeout: 10_000 })
    const [monitor] = readFileSync(`/proc/${daemon.pid}/task/${daemon.pid}/children`, 'utf8').split(' ')
    const status = readFileSync(`/proc/${monitor}/status`, 'latin1')
    expect(status).toMatch(/^Name:\tovsdb-client$/m)
    expect(status).toMatch(new RegExp(`^CapEff:\t${CAP_DAC_OVERRIDE}$`, 'm'))
    // The directory beside the settings was root's to give.
    await vi.waitFor(() =>
      expect(readdirSync(join(dirname(path), 'agents'))).toEqual([`sflowovsd.${daemon.pid}.json`]),
    )
    expect((await daemon.stop()).code).toBe(0)
  })
})

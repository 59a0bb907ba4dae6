// As an operator installs it: a service of a real systemd, from start to end of its life.
import {
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statfsSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { requireSystemd, startSystemd, type Machine } from '../../../tools/rigs/systemd.ts'
import { installPackage } from './support/machine.ts'
import { openReceiverIn, type Receiver } from '../../../tools/rigs/receiver.ts'

const DOCS = readFileSync(join(import.meta.dirname, '../docs/install.md'), 'utf8')
const HOST_RECORDS = 10

let impossible: string | undefined
let machine: Machine
let home: string
let receiver: Receiver
let files: string[]

beforeAll(async () => {
  const possible = await requireSystemd()
  if (!possible.ok) return (impossible = possible.reason)
  home = mkdtempSync(join(tmpdir(), 'hsflowd-home-'))
  machine = await startSystemd([`${home}:/home`])
  installPackage(machine)
  files = await filesOfMachine()
  receiver = await openReceiverIn(machine.network)
  writeFileSync(at('/etc/hsflowd.conf'), config())
  return undefined
}, 400_000)
afterAll(async () => {
  await machine?.stop()
  if (home !== undefined) rmSync(home, { recursive: true, force: true })
})
beforeEach((ctx) => ctx.skip(impossible !== undefined, impossible))

const at = (path: string): string => join(machine.root, path)
const text = (path: string): string => readFileSync(at(path), 'utf8')
const config = (more = ''): string =>
  `sflow {\n  polling = 1\n  collector { ip = 127.0.0.1 udpport = ${receiver.port} }\n${more}}\n`
const property = async (name: string): Promise<string> =>
  (await machine.output('systemctl', 'show', '--value', `--property=${name}`, 'hsflowd')).trim()
const journal = (): Promise<string> =>
  machine.output('journalctl', '-u', 'hsflowd', '-o', 'cat', '--no-pager')

/** The row of docs/install.md. */
const documented = (what: string, score: number): RegExp =>
  new RegExp(`^\\| ${what} +\\|.*\\| +${score.toFixed(1)} +\\|$`, 'm')

/** What install and uninstall can make: everything but what systemd itself writes. */
async function filesOfMachine(): Promise<string[]> {
  const find = ['find', '/etc', '/usr', '/var', '/run', '-xdev']
  const found = (
    await machine.output(...(find as [string, ...string[]]), '-not', '-path', '/run/systemd/*')
  ).split('\n')
  const itsOwn =
    /^\/(?:run\/(?:log|systemd|credentials|dbus|udev)|var\/(?:log|tmp)|var\/lib\/(?:systemd|private)|etc\/\.pwd\.lock|etc\/(?:passwd|group|shadow|gshadow)-)/
  return found.filter((path) => !itsOwn.test(path)).toSorted()
}

/** Exposure of the service, as systemd itself counts it. */
async function exposure(): Promise<number> {
  const list = JSON.parse(await machine.output('systemd-analyze', 'security', '--json=short')) as {
    unit: string
    exposure: string
  }[]
  return Number(list.find(({ unit }) => unit === 'hsflowd.service')!.exposure)
}

// One after another: each part of this life needs the one before.
describe('hsflowd install', () => {
  it('says what it would do, and does nothing', async () => {
    const before = await filesOfMachine()
    const plan = await machine.output('hsflowd', 'install', '--dry-run')
    expect(plan).toContain('/etc/systemd/system/hsflowd.service: would be made\n')
    expect(plan).toContain(
      '  ExecStart=/usr/bin/node /usr/local/lib/node_modules/@host-sflow/hsflowd/bin/hsflowd.js\n',
    )
    expect(plan).toContain('hsflowd.service: would be enabled and started\n')
    expect(await filesOfMachine()).toEqual(before)
  })

  it('needs root, and says so', async () => {
    const { code, stderr } = await machine.exec(
      'setpriv',
      '--reuid=65534',
      '--regid=65534',
      '--clear-groups',
      'hsflowd',
      'install',
    )
    expect({ code, stderr }).toMatchObject({
      code: 77,
      stderr: expect.stringContaining('sudo hsflowd install') as string,
    })
  })

  it('does not know programs that are not there', async () => {
    const { code, stderr } = await machine.exec('hsflowd', 'install', '--with', 'some-agent')
    expect(code).toBe(64)
    expect(stderr).toContain('some-agent; there is hsflowd,')
    // One that it knows, whose package is not there.
    const missing = await machine.exec('hsflowd', 'install', '--with', 'sflowovsd')
    expect(missing.code).toBe(69)
    expect(missing.stderr).toContain('sflowovsd is not at /usr/local/lib/node_modules/@host-sflow/sflowovsd/')
  })

  it('leaves another hsflowd alone', async () => {
    const other = machine.exec('node', '-e', "process.title = 'hsflowd'; setTimeout(() => {}, 60000)")
    try {
      await vi.waitFor(async () => machine.output('pgrep', '-x', 'hsflowd'), { timeout: 5000 })
      const { code, stderr } = await machine.exec('hsflowd', 'install')
      expect(code).toBe(69)
      expect(stderr).toMatch(/another hsflowd runs here: process \d+ \(stop it/)
    } finally {
      await machine.output('pkill', '-x', 'hsflowd')
      await other
    }
  })

  it('makes a service that runs as its own user, without any capability', async () => {
    const said = await machine.output('hsflowd', 'install')
    expect(said).toContain('/etc/hsflowd.conf: kept\n')
    expect(said).toMatch(/hsflowd runs, process \d+\n/)
    expect(await property('ActiveState')).toBe('active')
    expect((await machine.output('systemctl', 'is-enabled', 'hsflowd')).trim()).toBe('enabled')
    const status = text(`/proc/${await property('MainPID')}/status`)
    const uid = (await machine.output('id', '-u', 'hsflowd')).trim()
    expect(status).toMatch(new RegExp(`^Uid:(?:\\t${uid}){4}$`, 'm'))
    expect(status).toMatch(/^Cap(?:Eff|Prm|Inh|Bnd|Amb):\t0{16}$/m)
    expect(status).toMatch(/^NoNewPrivs:\t1$/m)
    expect(text('/etc/passwd')).toMatch(/^hsflowd:.*:\/var\/lib\/hsflowd:\/usr\/sbin\/nologin$/m)
  })

  it('may be repeated', async () => {
    const said = await machine.output('hsflowd', 'install')
    expect(said).not.toMatch(/: (?:made|replaced)$/m)
    expect(said).toMatch(/hsflowd runs, process \d+\n/)
  })
})

describe('the service', () => {
  it('is as little exposed as docs/install.md says', async () => {
    const base = await exposure()
    expect(base).toBeLessThanOrEqual(3)
    expect(DOCS).toMatch(documented('the base unit', base))
  })

  it('sends everything that root would, the disks of /home included', async () => {
    const seen = receiver.received.length
    await receiver.until('two polls', () => receiver.received.length >= seen + 2)
    const host = receiver.counters().findLast(({ source }) => source === '2:1')!
    expect(Object.keys(host.records)).toHaveLength(HOST_RECORDS)
    const { code, stdout } = await machine.exec('hsflowd', '--dry-run', '--collector', '127.0.0.1')
    expect(code).toBe(0)
    const [mine, roots] = [host.records, recordsOf(stdout)]
    // What is unknown to the service is unknown to root.
    for (const [name, fields] of Object.entries(mine))
      expect({ name, unknown: unknownOf(fields) }).toEqual({ name, unknown: unknownOf(roots.get(name)!) })
    const { disk_total: total } = mine['host_disk_io']!
    expect(total).toBe(roots.get('host_disk_io')!['disk_total'])
    // /home is a disk of this machine, as far as it has one.
    if (text('/proc/1/mounts').match(/^\/dev\/(?!loop)\S+ \/home /m)) {
      const { blocks, bsize } = statfsSync(home)
      expect(total).toBe(blocks * bsize)
    }
    expect(
      (await journal()).split('\n').filter((line) => /cannot|failed|denied|not permitted/.test(line)),
    ).toEqual([])
  })

  it('publishes the settings to every user, by the link that all agents know', async () => {
    expect(readlinkSync(at('/etc/hsflowd.auto'))).toBe('/run/hsflowd/hsflowd.auto')
    const read = await machine.output(
      'setpriv',
      '--reuid=65534',
      '--regid=65534',
      '--clear-groups',
      'cat',
      '/etc/hsflowd.auto',
    )
    expect(read).toContain(`\ncollector=127.0.0.1 ${receiver.port}\n`)
    // Agents of other users write their status if they are in the group, and only their own.
    const agents = statSync(at('/run/hsflowd/agents'))
    expect((agents.mode & 0o7777).toString(8)).toBe('3775')
    expect(readdirSync(at('/run/hsflowd/agents'))).toEqual([`hsflowd.${await property('MainPID')}.json`])
  })

  it('is not reloaded with an invalid configuration, and goes on', async () => {
    const pid = await property('MainPID')
    writeFileSync(at('/etc/hsflowd.conf'), 'sflow { poling = 1 }\n')
    expect((await machine.exec('systemctl', 'reload', 'hsflowd')).code).not.toBe(0)
    expect(await journal()).toMatch(/hsflowd\.conf:1:9: error/)
    const seen = receiver.received.length
    await receiver.until('two polls', () => receiver.received.length >= seen + 2)
    writeFileSync(at('/etc/hsflowd.conf'), config('  sampling = 77\n'))
    await machine.output('systemctl', 'reload', 'hsflowd')
    await vi.waitFor(() => expect(text('/run/hsflowd/hsflowd.auto')).toContain('sampling=77'), {
      timeout: 5000,
    })
    expect(await property('MainPID')).toBe(pid)
  })

  it('does not start again and again with an invalid configuration', async () => {
    writeFileSync(at('/etc/hsflowd.conf'), 'sflow { poling = 1 }\n')
    await machine.exec('systemctl', 'restart', 'hsflowd')
    await vi.waitFor(async () => expect(await property('ActiveState')).toBe('failed'), { timeout: 10_000 })
    expect(await property('ExecMainStatus')).toBe('78')
    const { code, stderr } = await machine.exec('hsflowd', 'install')
    expect(code).toBe(1)
    expect(stderr).toMatch(/hsflowd does not stay up \(failed\); see: journalctl -u hsflowd/)
    // The shared file is there all the time: sub-agents go on.
    expect(text('/run/hsflowd/hsflowd.auto')).toContain('sampling=77')
    writeFileSync(at('/etc/hsflowd.conf'), config('  sampling = 77\n'))
    await machine.output('systemctl', 'restart', 'hsflowd')
  })

  it('is upgraded in place: the configuration stays, the revision goes on', async () => {
    const revision = (): number => Number(/^rev_start=(\d+)$/m.exec(text('/run/hsflowd/hsflowd.auto'))![1])
    const before = revision()
    const own = text('/etc/hsflowd.conf')
    installPackage(machine, '99.0.0')
    await machine.output('hsflowd', 'install')
    expect(text('/etc/hsflowd.conf')).toBe(own)
    await vi.waitFor(async () => expect(await journal()).toContain('hsflowd 99.0.0'), { timeout: 5000 })
    expect(revision()).toBeGreaterThanOrEqual(before)
  })

  it.each([
    ['collector-dev', 'CAP_NET_RAW'],
    ['collector-namespace', 'CAP_SYS_ADMIN'],
    ['lacp', 'CAP_NET_ADMIN'],
    ['shared-tmp', undefined],
  ] as const)('with %s is as little exposed as docs/install.md says', async (name, capability) => {
    await machine.output('hsflowd', 'install', '--with', name)
    expect(readdirSync(at('/etc/systemd/system/hsflowd.service.d'))).toEqual([`50-${name}.conf`])
    const status = text(`/proc/${await property('MainPID')}/status`)
    // One bit, that of the capability (linux/capability.h).
    const bits = { CAP_NET_ADMIN: 12, CAP_NET_RAW: 13, CAP_SYS_ADMIN: 21 }
    const expected = capability === undefined ? 0 : 2 ** bits[capability]
    expect(Number.parseInt(/^CapEff:\t(\w+)$/m.exec(status)![1]!, 16)).toBe(expected)
    expect(DOCS).toMatch(documented(`\`${name}\``, await exposure()))
    rmSync(at('/etc/systemd/system/hsflowd.service.d'), { recursive: true })
  })

  it('reaches a collector in another namespace, once the configuration names one', async () => {
    await machine.output('ip', 'netns', 'add', 'blue')
    await machine.output('ip', '-n', 'blue', 'link', 'set', 'lo', 'up')
    const other = await openReceiverIn(['nsenter', `--net=${machine.root}/run/netns/blue`, '--'])
    writeFileSync(
      at('/etc/hsflowd.conf'),
      config(`  collector { ip = 127.0.0.1 udpport = ${other.port} namespace = blue }\n`),
    )
    await machine.output('hsflowd', 'install')
    await other.until('a datagram there', () => other.received.length > 0)
    await other.close()
  })
})

describe('the JSON input', () => {
  it('is read from a FIFO in /tmp, once the configuration names one', async () => {
    const fifo = '/tmp/hsflowd_json_fifo'
    await machine.output('mkfifo', '--mode=666', fifo)
    writeFileSync(at('/etc/hsflowd.conf'), config(`  json { fifo = ${fifo} }\n`))
    await machine.output('hsflowd', 'install')
    const message = '{"rtmetric":{"datasource":"shop","sales":{"type":"counter32","value":7}}}'
    const metrics = (): boolean =>
      receiver.received.some(({ bytes }) => bytes.includes('shop') && bytes.includes('sales'))
    await machine.output('sh', '-c', `echo '${message}' > ${fifo}`)
    await receiver.until('the metric', metrics)
    await machine.output('rm', fifo)
  })
})

describe('hsflowd uninstall', () => {
  it('stops the service; configuration, state and what others made stay', async () => {
    writeFileSync(at('/etc/systemd/system/hsflowd.service.d/site.conf'), '[Service]\nNice=5\n')
    const own = text('/etc/hsflowd.conf')
    const plan = await machine.output('hsflowd', 'uninstall', '--purge', '--dry-run')
    expect(plan).toContain('/var/lib/hsflowd: would be removed\nuser hsflowd: would be removed\n')
    expect(await property('ActiveState')).toBe('active')
    await machine.output('hsflowd', 'uninstall')
    expect((await machine.exec('pgrep', '-x', 'hsflowd')).code).toBe(1)
    expect((await machine.exec('systemctl', 'cat', 'hsflowd')).code).not.toBe(0)
    expect(readdirSync(at('/etc/systemd/system/hsflowd.service.d'))).toEqual(['site.conf'])
    expect(text('/etc/hsflowd.conf')).toBe(own)
    expect(readdirSync(at('/var/lib'))).toContain('hsflowd')
    rmSync(at('/etc/systemd/system/hsflowd.service.d'), { recursive: true })
  })

  it('does so where a package has left a mask, and not where the operator has masked it', async () => {
    await machine.output('systemctl', 'mask', 'hsflowd')
    const { code, stderr } = await machine.exec('hsflowd', 'install')
    expect({ code, stderr }).toMatchObject({
      code: 69,
      stderr: expect.stringContaining(
        'hsflowd.service (if nobody wants that any more: systemctl unmask',
      ) as string,
    })
    await machine.output('systemctl', 'unmask', 'hsflowd')
    // As Debian's packages do when they are removed.
    const debian = ['env', 'DPKG_MAINTSCRIPT_PACKAGE=hsflowd', 'deb-systemd-helper'] as const
    await machine.output(...debian, 'mask', 'hsflowd.service')
    expect(await machine.output('hsflowd', 'install')).toMatch(/hsflowd runs, process \d+\n/)
    // And when they are purged.
    await machine.output(...debian, 'unmask', 'hsflowd.service')
    expect(text('/etc/systemd/system/hsflowd.service')).toContain('ExecStart=')
  })

  it('makes way for the unit of a package that has been installed besides', async () => {
    const packaged = '/usr/lib/systemd/system/hsflowd.service'
    writeFileSync(at(packaged), text('/etc/systemd/system/hsflowd.service'))
    await machine.output('hsflowd', 'uninstall')
    expect((await machine.exec('test', '-e', '/etc/systemd/system/hsflowd.service')).code).toBe(1)
    expect(await property('FragmentPath')).toMatch(/^(?:\/usr)?\/lib\/systemd\/system\/hsflowd\.service$/)
    expect(await property('ActiveState')).toBe('active')
    expect((await machine.output('systemctl', 'is-enabled', 'hsflowd')).trim()).toBe('enabled')
    expect((await machine.exec('hsflowd', 'uninstall')).code).toBe(69)
    await machine.output('systemctl', 'disable', '--now', 'hsflowd')
    await machine.output('rm', packaged)
    await machine.output('systemctl', 'daemon-reload')
  })

  it('leaves nothing when it purges, also after another installation', async () => {
    await machine.output('hsflowd', 'install')
    await machine.output('hsflowd', 'uninstall', '--purge')
    await machine.output('ip', 'netns', 'del', 'blue')
    // Empty directories of the system that had not been there.
    const ofSystem = new Set(['/run/netns', '/etc/sysusers.d'])
    expect((await filesOfMachine()).filter((path) => !ofSystem.has(path))).toEqual(files)
    expect(text('/etc/passwd')).not.toContain('hsflowd')
    expect(text('/etc/group')).not.toContain('hsflowd')
  })
})

/** Records of the host's data source in JSON lines. */
function recordsOf(lines: string): Map<string, Record<string, unknown>> {
  type Sample = { source_id: string; records: { name: string; fields: Record<string, unknown> }[] }
  const samples = lines
    .trim()
    .split('\n')
    .flatMap((line) => (JSON.parse(line) as { samples: Sample[] }).samples)
  const host = samples.filter(({ source_id: source }) => source === '2:1').flatMap(({ records }) => records)
  return new Map(host.map(({ name, fields }) => [name, fields]))
}

const unknownOf = (fields: Readonly<Record<string, unknown>>): string[] =>
  Object.entries(fields)
    .filter(([, value]) => value === null)
    .map(([name]) => name)

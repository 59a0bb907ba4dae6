import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { defaultSharedSettings, formatSharedFile } from '@host-sflow/config-share'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { Round } from '../../dns-sd/ask.ts'
import { DaemonError } from '../../errors.ts'
import { HostError } from '../../host/errors.ts'
import { uuidFromMachineId } from '../../host/uuid.ts'
import { recordedHost } from '../../sources/recorded-host.test-helper.ts'
import { readSharedFile } from '../../status/shared.ts'
import { agent, configuration, hostStatus, said, settings, world } from '../world.test-helper.ts'
import { clock } from './clock.ts'
import { collectors } from './collectors.ts'
import { configuration as configurationCheck } from './configuration.ts'
import { container } from './container.ts'
import { daemon } from './daemon.ts'
import { dnsSd } from './dns-sd.ts'
import { followers } from './followers.ts'
import { identity } from './identity.ts'
import { modules } from './modules.ts'
import { privileges } from './privileges.ts'
import { sharedFile } from './shared-file.ts'
import { sources } from './sources.ts'
import { stateDirectory } from './state-directory.ts'

let root = ''
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'hsflowd-doctor-'))
})
afterEach(async () => {
  vi.unstubAllEnvs()
  await rm(root, { recursive: true, force: true })
})

const effective = { settings: settings(), origins: new Map() }

describe('configuration', () => {
  test('a good file', async () => {
    const origins = new Map([['polling', { kind: 'file', file: 'x', line: 1 } as const]])
    const good = configuration({ settings: settings(), origins })
    expect(said(await configurationCheck.run(world({ configuration: good })))).toEqual([
      'ok /etc/hsflowd.conf: 1 setting, 0 collectors',
    ])
  })

  test('no file is no fault', async () => {
    const none = configuration(effective, { found: false })
    expect(said(await configurationCheck.run(world({ configuration: none })))[0]).toMatch(/^ok there is no/)
  })

  test('warnings are counted, the first is shown', async () => {
    const warnings = ['x.conf:2:3: warning: port 0\n    2 | x', 'x.conf:4:1: warning: twice']
    const [finding] = await configurationCheck.run(
      world({ configuration: configuration(effective, { warnings }) }),
    )
    expect(finding).toMatchObject({ status: 'warn', fix: expect.stringContaining('hsflowd --check -f') })
    expect(finding!.detail).toContain('2 warnings, the first: x.conf:2:3: warning: port 0')
  })

  test('errors too, and what follows is without the file', async () => {
    const text = '\nx.conf:2:3: error: a\n    2 | b\nx.conf:3:1: error: c'
    const error = new DaemonError('HSF_CONFIG_INVALID', text)
    const [finding] = await configurationCheck.run(
      world({ configuration: configuration(effective, { error }) }),
    )
    expect(said([finding!])).toEqual([
      'fail 2 errors, the first: x.conf:2:3: error: a; what follows is without it',
    ])
  })
})

describe('DNS-SD', () => {
  const round = (result: Round['result']): Round => ({
    resolver: {
      servers: [],
      search: ['example.com'],
      timeoutMs: 1,
      attempts: 1,
      rotate: false,
      useTcp: false,
    },
    names: ['_sflow._udp.example.com'],
    exchanges: [],
    result,
  })
  const target = { host: 'c.example.com', port: 6343, priority: 10, weight: 0 }
  const found = { state: 'found', name: '_sflow._udp.example.com', txt: [], ttlS: 60, warnings: [] } as const
  const failed = { state: 'failed', why: 'timeout', warnings: [] } as const
  const off = { state: 'off', why: 'there is no SRV record', ttlS: 60 } as const
  const asked = async (result: Round['result'] | undefined, more: object = {}) =>
    said(
      await dnsSd.run(
        world({
          configuration: configuration({
            settings: settings({ dnsSd: { domain: undefined } }),
            origins: new Map(),
          }),
          dnsSd: () => Promise.resolve(result === undefined ? undefined : round(result)),
          ...more,
        }),
      ),
    )

  test('not used', async () => {
    expect(said(await dnsSd.run(world()))[0]).toMatch(/^skip not used/)
  })

  test('found, and found with trouble', async () => {
    expect(await asked({ ...found, targets: [target] })).toEqual([
      'ok _sflow._udp.example.com: c.example.com:6343 (priority 10); TTL 60 s',
    ])
    expect((await asked({ ...found, targets: [target], txtTrouble: 'SERVFAIL' }))[0]).toMatch(
      /^warn .*SERVFAIL/,
    )
    expect((await asked({ ...found, targets: [target], warnings: ['odd'] }))[0]).toMatch(/^warn .*odd/)
  })

  test('no such service, no answer, nothing at all', async () => {
    expect((await asked(off))[0]).toMatch(/^fail there is no SRV record: this host is silent/)
    expect((await asked(failed))[0]).toMatch(/^fail _sflow\._udp\.example\.com: timeout/)
    expect((await asked(undefined))[0]).toMatch(/^fail no answer/)
  })

  test('a daemon that has settings from before goes on', async () => {
    const status = hostStatus({ hsflowd: agent({ collectors: [{ collector: 'a:1' }] }) })
    expect((await asked(failed, { status }))[0]).toMatch(/^warn .*all the same/)
    expect((await asked(off, { status }))[0]).toMatch(/^warn .*all the same/)
    expect((await asked(undefined, { status }))[0]).toMatch(/^warn .*all the same/)
  })
})

describe('identity', () => {
  const machineId = '0123456789abcdef0123456789abcde0'
  const hostWith = (file: string) =>
    recordedHost(root, { roots: { proc: root, sys: join(root, 'sys'), root: join(root, file) } })

  test('from a file of the system, by name', async () => {
    await mkdir(join(root, 'r/etc'), { recursive: true })
    await writeFile(join(root, 'r/etc/machine-id'), machineId)
    const [finding] = await identity.run(world({ host: hostWith('r') }))
    expect(finding!.status).toBe('ok')
    expect(finding!.detail.replaceAll('-', '')).toContain(uuidFromMachineId(machineId))
    expect(finding!.detail).toContain(join(root, 'r/etc/machine-id'))
  })

  test('set by hand, and none', async () => {
    const uuid = '00112233445566778899aabbccddeeff'
    expect(said(await identity.run(world({ settings: { uuid } })))).toEqual([
      'ok uuid 00112233-4455-6677-8899-aabbccddeeff from the settings',
    ])
    expect(said(await identity.run(world({ host: hostWith('nothing') })))[0]).toMatch(
      /^warn this host has no UUID/,
    )
  })
})

describe('privileges', () => {
  test('a user without rights does without what only root may read', async () => {
    const [finding, ...others] = await privileges.run(world({ present: { uid: 4711, capabilities: [] } }))
    expect(finding!.detail).toMatch(/^present user uid 4711, without capabilities; does without the UUID/)
    expect(others).toEqual([])
  })

  test('a running daemon is judged, not who asks', async () => {
    const status = hostStatus({ hsflowd: agent({ process: { uid: 998, capabilities: ['net_raw'] } }) })
    const collector = { host: '10.0.0.1', port: 6343, device: 'eth0', namespace: 'blue' }
    const findings = await privileges.run(world({ status, settings: { collectors: [collector] } }))
    expect(findings.map(({ status: verdict }) => verdict)).toEqual(['ok', 'warn'])
    expect(findings[0]!.detail).toMatch(/^hsflowd runs as .*, capabilities net_raw$/)
    expect(findings[1]!.detail).toContain('sys_admin')
    expect(findings[1]!.fix).toContain('AmbientCapabilities=CAP_SYS_ADMIN')
  })
})

describe('container', () => {
  const inside = 'overlay / overlay rw,lowerdir=/var/lib/docker/overlay2/l/A 0 0\n'

  test('without the host mounted it is told', async () => {
    await mkdir(join(root, 'self'))
    await writeFile(join(root, 'self/mounts'), inside)
    const host = recordedHost('nowhere', { roots: { proc: root, sys: root, root: '/' } })
    const [finding] = await container.run(world({ host }))
    expect(finding).toMatchObject({ status: 'warn', fix: expect.stringContaining('--path.rootfs=/host') })
  })

  test('with it, all is well', async () => {
    expect(said(await container.run(world()))[0]).toMatch(/^skip the host's root is at/)
  })
})

describe('sources', () => {
  test('of a recorded host: each with its time', async () => {
    const findings = await sources.run(world({ host: recordedHost('server') }))
    expect(said(findings)).toEqual([
      expect.stringMatching(/^ok 7\/7 in 0\.00 ms \(descr 0\.00, .*\); \d+ interfaces$/),
    ])
  })

  test('one that fails, and what the host had to say', async () => {
    const host = recordedHost('nowhere')
    const broken = {
      ...host,
      os: {
        ...host.os,
        hostname: () => {
          throw new Error('no name')
        },
      },
    }
    const notes = [new HostError('HSF_HOST_ROOT', '/nowhere'), new HostError('HSF_HOST_CONTAINER')]
    const findings = await sources.run(world({ host: broken, notes }))
    expect(said(findings)).toContain('fail descr: no name')
    expect(findings.at(-1)).toMatchObject({ status: 'warn', detail: expect.stringContaining('/nowhere') })
    expect(findings.some(({ detail }) => detail.includes('in a container'))).toBe(false)
  })
})

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
    expect(said(await followers.run(world()))[0]).toMatch(/^skip none/)
  })
})

describe('state', () => {
  test('a directory that can be written, or made', async () => {
    vi.stubEnv('STATE_DIRECTORY', root)
    expect(said(await stateDirectory.run(world()))).toEqual([
      expect.stringContaining(`ok ${root} can be written by `),
    ])
    vi.stubEnv('STATE_DIRECTORY', join(root, 'a/b'))
    expect(said(await stateDirectory.run(world()))[0]).toMatch(/^ok .*a\/b can be written by/)
  })

  test('that is not the daemon’s', async (ctx) => {
    ctx.skip(process.getuid?.() !== 0, 'needs root')
    vi.stubEnv('STATE_DIRECTORY', root)
    const status = hostStatus({ hsflowd: agent({ process: { uid: 4711 } }) })
    const [finding] = await stateDirectory.run(world({ status }))
    expect(finding).toMatchObject({ status: 'warn', fix: expect.stringContaining('uid 4711') })
    expect(finding!.detail).toContain('cannot be written by uid 4711')
    await chmod(root, 0o777)
    const [reached] = await stateDirectory.run(world({ status }))
    expect(reached!.status).toBe('ok')
    await mkdir(join(root, 'closed'), { mode: 0o700 })
    await mkdir(join(root, 'closed/state'))
    await chmod(join(root, 'closed/state'), 0o777)
    vi.stubEnv('STATE_DIRECTORY', join(root, 'closed/state'))
    expect((await stateDirectory.run(world({ status })))[0]!.status).toBe('warn')
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

test('clock', async () => {
  const at = (dateMs: number) => ({ nowMs: () => 0, dateMs: () => dateMs, schedule: () => () => undefined })
  expect(said(await clock.run(world({ clock: at(0) })))[0]).toMatch(/^warn .*1970-01-01/)
  expect(said(await clock.run(world()))[0]).toMatch(/^skip 2/)
})

describe('collectors', () => {
  test('none', async () => {
    expect(said(await collectors.run(world()))[0]).toMatch(/^fail none is known/)
    expect(said(await collectors.run(world({ settings: { off: true } })))[0]).toMatch(/^skip none: DNS says/)
  })

  test('a running daemon that has others', async () => {
    const port = 9
    const hsflowd = agent({ collectors: [{ collector: `127.0.0.1:${port} dev none0 from 127.0.0.1` }] })
    const findings = await collectors.run(
      world({ status: hostStatus({ hsflowd }), settings: { collectors: [{ host: '127.0.0.1', port: 1 }] } }),
    )
    expect(said(findings)[0]).toBe(
      'warn the running hsflowd sends to 127.0.0.1:9 dev none0 from 127.0.0.1, which is not in the settings, and does not send to 127.0.0.1:1, which is',
    )
    expect(findings).toHaveLength(3)
    expect(findings[2]!.detail).toContain('127.0.0.1:9 dev none0')
  })

  test('none known because of the configuration', async () => {
    const error = new DaemonError('HSF_CONFIG_INVALID', 'x')
    const broken = { configuration: configuration(effective, { error }) }
    expect(said(await collectors.run(world(broken)))[0]).toMatch(/^skip not known/)
  })
})

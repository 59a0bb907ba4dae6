import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { HostError } from '../../host/errors.ts'
import { uuidFromMachineId } from '../../host/uuid.ts'
import { recordedHost } from '../../sources/recorded-host.test-helper.ts'
import { agent, hostStatus, said, world } from '../world.test-helper.ts'
import { clock } from './clock.ts'
import { container } from './container.ts'
import { identity } from './identity.ts'
import { privileges } from './privileges.ts'
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
    expect(findings[1]!.fix).toContain('for CAP_SYS_ADMIN: hsflowd install --with collector-namespace')
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

describe('state', () => {
  test('a directory that can be written, or made', async () => {
    vi.stubEnv('STATE_DIRECTORY', root)
    expect(said(await stateDirectory.run(world()))).toEqual([
      expect.stringContaining(`ok ${root} can be written by `),
    ])
    vi.stubEnv('STATE_DIRECTORY', join(root, 'a/b'))
    expect(said(await stateDirectory.run(world()))[0]).toMatch(/^ok .*a\/b can be written by/)
  })

  test('a user does not know where the daemon of another keeps it', async () => {
    vi.stubEnv('STATE_DIRECTORY', undefined)
    const status = hostStatus({ hsflowd: agent({ process: { uid: 4711 } }) })
    const present = { uid: 4712, capabilities: [] }
    expect(said(await stateDirectory.run(world({ present, status })))[0]).toMatch(/^skip that of uid 4711/)
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

test('clock', async () => {
  const at = (dateMs: number) => ({ nowMs: () => 0, dateMs: () => dateMs, schedule: () => () => undefined })
  expect(said(await clock.run(world({ clock: at(0) })))[0]).toMatch(/^warn .*1970-01-01/)
  expect(said(await clock.run(world()))[0]).toMatch(/^skip 2/)
})

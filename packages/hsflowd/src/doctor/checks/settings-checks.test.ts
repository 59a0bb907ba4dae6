import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { Round } from '../../dns-sd/ask.ts'
import { DaemonError } from '../../errors.ts'
import { agent, configuration, hostStatus, said, settings, world } from '../world.test-helper.ts'
import { collectors } from './collectors.ts'
import { configuration as configurationCheck } from './configuration.ts'
import { dnsSd } from './dns-sd.ts'

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

  test('a file that the user of the daemon cannot read again', async (ctx) => {
    ctx.skip(process.getuid?.() !== 0, 'needs root')
    const name = join(await mkdtemp(join(tmpdir(), 'hsflowd-closed-')), 'x.conf')
    ctx.onTestFinished(() => rm(dirname(name), { recursive: true }))
    await writeFile(name, 'sflow { }')
    const look = async (more: object, configFiles = [name]) => {
      const status = hostStatus({
        hsflowd: agent({ process: { uid: 4711, ...more }, details: { configFiles } }),
      })
      const found = await configurationCheck.run(
        world({ status, configuration: configuration(effective, { name, found: true }) }),
      )
      return said(found).slice(1)
    }
    expect(await look({})).toEqual([expect.stringMatching(/^warn .*x\.conf cannot be read by uid 4711/)])
    expect(await look({ capabilities: ['dac_override'] })).toEqual([])
    expect(await look({}, ['/other'])).toEqual([])
    expect(await look({ uid: 0 })).toEqual([])
    await chmod(dirname(name), 0o711)
    expect(await look({})).toEqual([])
    await chmod(name, 0o600)
    expect(await look({})).toHaveLength(1)
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
    const named = { ...failed, why: '_sflow._udp.example.com: SERVFAIL' }
    expect((await asked(named))[0]).toMatch(/^fail _sflow\._udp\.example\.com: SERVFAIL/)
    expect((await asked(undefined))[0]).toMatch(/^fail no answer/)
  })

  test('a daemon that has settings from before goes on', async () => {
    const status = hostStatus({ hsflowd: agent({ collectors: [{ collector: 'a:1' }] }) })
    expect((await asked(failed, { status }))[0]).toMatch(/^warn .*all the same/)
    expect((await asked(off, { status }))[0]).toMatch(/^warn .*all the same/)
    expect((await asked(undefined, { status }))[0]).toMatch(/^warn .*all the same/)
  })
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

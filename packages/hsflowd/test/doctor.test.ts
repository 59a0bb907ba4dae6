// hsflowd doctor as operators call it: with daemons, collectors and agents that are really there.
import { execFileSync } from 'node:child_process'
import { chmodSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { keepAgentStatus, systemClock, type AgentReport, type Log } from '@host-sflow/agent-runtime'
import { describe, expect, it, type TestContext } from 'vitest'
import { configure, doctor, nowhere } from './support/doctor.ts'
import { hsflowd, scratch } from './support/hsflowd.ts'
import { addNamespace } from './support/namespace.ts'
import { closedPort, openReceiver } from '../../../tools/rigs/receiver.ts'

const CHECKS = [
  'configuration',
  'DNS-SD',
  'privileges',
  'identity',
  'clock',
  'container',
  'sources',
  'address',
  'state',
  'daemon',
  'modules',
  'shared file',
  'other agents',
  'collector',
]

describe.concurrent('hsflowd doctor', () => {
  it('a collector that listens: every check, no failure, nothing changed', async () => {
    const receiver = await openReceiver()
    const auto = nowhere()
    const { code, findings, of, tookMs } = await doctor([
      '-o',
      auto,
      '--collector',
      `127.0.0.1:${receiver.port}`,
    ])
    expect([...new Set(findings.map(({ check }) => check))]).toEqual(CHECKS)
    expect(of('collector')).toEqual([
      {
        check: 'collector',
        status: 'ok',
        detail: `127.0.0.1:${receiver.port} sent on this host; no reply is normal for UDP`,
        fix: null,
      },
    ])
    expect(of('sources')[0]).toMatchObject({ status: 'ok', detail: expect.stringMatching(/^7\/7 in /) })
    expect(of('daemon')[0]).toMatchObject({ status: 'warn' })
    expect(of('daemon')[0]!.detail).toContain('not running')
    expect(code).toBe(0)
    expect(tookMs).toBeLessThan(5000)
    expect(readdirSync(dirname(auto))).toEqual([])
    const [received, ...more] = receiver.received
    expect(received!.datagram).toMatchObject({ sub_agent_id: 199_999, sequence_number: 1, samples: [] })
    expect(more).toEqual([])
    await receiver.close()
  })

  it('what is wrong with collectors, each with its fix', async (ctx) => {
    ctx.skip(process.platform !== 'linux', 'devices are of Linux')
    const port = await closedPort()
    const file = configure(`sflow {
  collector { ip = 127.0.0.1 udpport = ${port} }
  collector { ip = collector.invalid }
  collector { ip = 127.0.0.1 dev = none0 }
}
`)
    const { code, of } = await doctor(['-f', file])
    expect(of('configuration')[0]).toMatchObject({ status: 'ok' })
    expect(of('collector').map(({ fix, status }) => [status, fix])).toEqual([
      ['fail', `on 127.0.0.1 run: sflow listen --port ${port}`],
      ['fail', expect.stringContaining('getent ahosts collector.invalid')],
      ['fail', expect.stringContaining('ip link')],
    ])
    expect(of('collector')[0]!.detail).toContain('refused the datagram (ICMP port unreachable)')
    expect(of('collector')[2]!.detail).toContain('no device none0')
    expect(code).toBe(1)
  })

  it('a broken configuration: said, and the rest is looked at all the same', async () => {
    const receiver = await openReceiver()
    const file = configure('sflow {\n  polling = often\n}\n')
    const { code, of } = await doctor(['-f', file, '--collector', `127.0.0.1:${receiver.port}`])
    expect(of('configuration')[0]).toMatchObject({ status: 'fail' })
    expect(of('configuration')[0]!.detail).toContain(`${file}:2:13: error: `)
    expect(of('sources')[0]!.status).toBe('ok')
    expect(of('collector')[0]!.status).toBe('ok')
    expect(code).toBe(1)
    expect((await doctor(['-f', join(scratch(), 'none.conf')])).of('configuration')[0]!.status).toBe('fail')
    await receiver.close()
  })

  it('a file that never answers, as of a server that is gone, holds up no exit', async (ctx) => {
    ctx.skip(process.platform !== 'linux', 'named pipes')
    const pipe = join(scratch(), 'pipe')
    execFileSync('mkfifo', [pipe])
    const hangs = `import { readFile } from 'node:fs/promises'; void readFile(${JSON.stringify(pipe)})`
    const env = { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(hangs)}` }
    const [version, daemon] = [
      hsflowd(['--version'], { env }),
      hsflowd(['-o', nowhere(), '--collector', '127.0.0.1'], { env: { ...env, STATE_DIRECTORY: scratch() } }),
    ]
    expect(await version.ended).toMatchObject({ code: 0 })
    await daemon.logged('revision 1')
    daemon.kill('SIGTERM')
    expect(await daemon.ended).toMatchObject({ code: 0 })
  })

  it('a pipe in the place of the state, and one that is broken: nothing is waited for or mended', async (ctx) => {
    ctx.skip(process.platform !== 'linux', 'named pipes')
    for (const put of [
      (file: string) => void execFileSync('mkfifo', [file]),
      (file: string) => writeFileSync(file, '{'),
    ]) {
      const state = scratch()
      put(join(state, 'agent-address.json'))
      const env = { STATE_DIRECTORY: state }
      const { of } = await doctor(['--collector', '127.0.0.1'], { env })
      expect(of('address')[0]!.detail).not.toContain('not done')
      const address = hsflowd(['address', '--explain', '-o', nowhere()], { env })
      expect((await address.ended).code).toBe(0)
      expect(readdirSync(state)).toEqual(['agent-address.json'])
    }
  })

  it('a running daemon: its stream is not disturbed, agents that are behind are named', async (ctx) => {
    const receiver = await openReceiver()
    const auto = nowhere()
    // A directory of mkdtemp is for its user alone, which other agents may not be.
    chmodSync(dirname(auto), 0o755)
    const collector = ['--collector', `127.0.0.1:${receiver.port}`]
    const env = { STATE_DIRECTORY: scratch() }
    const daemon = hsflowd([...collector, '--polling', '1', '-P', '-o', auto], { env })
    await daemon.logged('revision 1')
    await receiver.until('two datagrams', () => receiver.received.length >= 2)
    addAgent(ctx, 'good', dirname(auto), { file: auto, revision: 1 })
    addAgent(ctx, 'late', dirname(auto), { file: auto, revision: 0 })
    await receiver.until('both agents', () => readdirSync(join(dirname(auto), 'agents')).length === 3)
    const text = readFileSync(auto, 'utf8')

    const { code, of } = await doctor([...collector, '-o', auto], { env })
    expect(of('daemon')).toMatchObject([{ status: 'ok' }, ...of('daemon').slice(1)])
    expect(of('daemon')[0]!.detail).toContain(`process ${daemon.pid}, up `)
    expect(of('shared file')).toMatchObject([
      { status: 'ok', detail: expect.stringContaining(`${auto} revision 1, 1 collector`) },
    ])
    expect(of('other agents')).toMatchObject([
      { status: 'ok', detail: `good process ${process.pid} (revision 1)` },
      { status: 'warn', detail: expect.stringContaining('has revision 0, the file 1') },
    ])
    expect(of('collector')[0]!.detail).toMatch(/; hsflowd: \d+ datagrams? so far$/)
    expect(code).toBe(0)

    expect(readFileSync(auto, 'utf8')).toBe(text)
    const before = receiver.received.length
    await receiver.until('more datagrams', () => receiver.received.length >= before + 2)
    const sequences = (subAgent: number): number[] =>
      receiver.received
        .filter(({ datagram }) => datagram.sub_agent_id === subAgent)
        .map(({ datagram }) => datagram.sequence_number)
    expect(sequences(100_000)).toEqual(sequences(100_000).map((_, i) => i + 1))
    expect(sequences(199_999)).toEqual([1])

    // Whoever forgets the options of the daemon is told, and shown what it really does.
    const port = await closedPort()
    const other = await doctor(['--collector', `127.0.0.1:${port}`, '-o', auto], { env })
    expect(other.of('collector').map(({ status }) => status)).toEqual(['warn', 'fail', 'ok'])
    expect(other.of('collector')[0]!.detail).toContain(`sends to 127.0.0.1:${receiver.port}, which is not`)
    expect((await daemon.stop()).code).toBe(0)
    await receiver.close()
  })

  it('as any user, who is told what only root could see', async (ctx) => {
    ctx.skip(process.getuid?.() !== 0, 'becoming another user needs root')
    const NOBODY = 65_534
    const port = await closedPort()
    const { prefix } = addNamespace(ctx)
    const file = configure(`sflow {
  collector { ip = 127.0.0.1 udpport = ${port} }
  collector { ip = 127.0.0.1 namespace = ${prefix.at(-1)} }
}
`)
    chmodSync(dirname(file), 0o755)
    const { code, of } = await doctor(['-f', file], { uid: NOBODY })
    expect(of('privileges')[0]!.detail).toMatch(
      /^present user \S+, without capabilities; does without the UUID/,
    )
    expect(of('privileges')[1]).toMatchObject({
      status: 'warn',
      fix: expect.stringContaining('CAP_SYS_ADMIN'),
    })
    expect(of('sources')[0]!.detail).toMatch(/^7\/7 in /)
    expect(of('collector').map(({ fix, status }) => [status, fix])).toEqual([
      ['fail', `on 127.0.0.1 run: sflow listen --port ${port}`],
      ['warn', 'sudo hsflowd doctor'],
    ])
    expect(of('state')[0]!.status).toBe('warn')
    expect(code).toBe(1)
  })

  it('for people: a word, a name, a fix; colours only where they are asked for', async () => {
    const port = await closedPort()
    const args = ['doctor', '-o', nowhere(), '--collector', `127.0.0.1:${port}`]
    const plain = hsflowd(args, { env: { STATE_DIRECTORY: scratch() } })
    expect((await plain.ended).code).toBe(1)
    const lines = plain.stdout().split('\n')
    expect(lines[0]).toMatch(/^ ok {4}configuration {2}/)
    expect(lines).toContain(
      ` FAIL  collector      127.0.0.1:${port} refused the datagram (ICMP port unreachable): nothing listens there`,
    )
    expect(lines).toContain(`${' '.repeat(22)}fix: on 127.0.0.1 run: sflow listen --port ${port}`)
    expect(lines.at(-2)).toMatch(/^1 failure, \d+ warnings? {4}\(--json for machines\)$/)
    expect(plain.stdout()).not.toContain('\u001b')
    const coloured = hsflowd(args, { env: { STATE_DIRECTORY: scratch(), FORCE_COLOR: '1' } })
    await coloured.ended
    expect(coloured.stdout()).toContain('\u001b[1;31mFAIL\u001b[0m')
  })
})

const silence = new Proxy({}, { get: () => () => undefined }) as Log

/** An agent of this test's process, which tells of itself as agents do; by its own clock it is later already. */
function addAgent(
  ctx: TestContext,
  name: string,
  directory: string,
  settings: NonNullable<AgentReport['settings']>,
): void {
  const status = keepAgentStatus({
    name,
    log: silence,
    clock: { ...systemClock, dateMs: () => Date.now() + 10_000 },
    directories: [join(directory, 'agents')],
    report: () => ({
      version: '0',
      settings,
      agentAddress: null,
      subAgentId: 1,
      collectors: [],
      counters: {},
      lastError: null,
    }),
  })
  ctx.onTestFinished(() => status.stop())
}

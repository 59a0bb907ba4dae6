// hsflowd doctor as operators call it: with daemons, collectors, namespaces and agents that are really there.
import { execFileSync } from 'node:child_process'
import { chmodSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { keepAgentStatus, systemClock, type AgentReport, type Log } from '@host-sflow/agent-runtime'
import { describe, expect, it, type TestContext } from 'vitest'
import { debianPackages, requirePackages } from '../../../tools/rigs/apt.mjs'
import { startDnsmasq, writeResolvConf } from '../../../tools/rigs/dns.ts'
import { hsflowd, scratch, type RunOptions } from './support/hsflowd.ts'
import { addNamespace, needMounts, withMounts } from './support/namespace.ts'
import { closedPort, openReceiver } from './support/receiver.ts'

interface Finding {
  readonly check: string
  readonly status: 'ok' | 'warn' | 'fail' | 'skip'
  readonly detail: string
  readonly fix: string | null
}

interface Verdict {
  readonly code: number | null
  readonly findings: readonly Finding[]
  readonly of: (check: string) => Finding[]
  readonly tookMs: number
}

const nowhere = (): string => join(scratch(), 'hsflowd.auto')

/** `hsflowd doctor --json`, with a place of its own for everything that it looks for. */
async function doctor(args: readonly string[], options: RunOptions = {}): Promise<Verdict> {
  const own = args.includes('-o') ? [] : ['-o', nowhere()]
  const env = { STATE_DIRECTORY: scratch(), ...options.env }
  const run = hsflowd(['doctor', '--json', ...own, ...args], { ...options, env })
  const { code, tookMs } = await run.ended
  expect(run.stderr()).toBe('')
  const findings = JSON.parse(run.stdout()) as Finding[]
  for (const finding of findings) {
    expect(Object.keys(finding)).toEqual(['check', 'status', 'detail', 'fix'])
    expect(finding.fix === null, `a fix for what is wrong: ${finding.detail}`).toBe(
      finding.status === 'ok' || finding.status === 'skip',
    )
  }
  return { code, findings, of: (check) => findings.filter((each) => each.check === check), tookMs }
}

function configure(text: string): string {
  const file = join(scratch(), 'hsflowd.conf')
  writeFileSync(file, text)
  return file
}

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

  it('no route, and no answer of DNS', async (ctx) => {
    needMounts(ctx)
    const { prefix } = addNamespace(ctx)
    const { code, of } = await doctor(['--collector', '192.0.2.1'], { prefix })
    expect(of('collector')).toMatchObject([
      {
        status: 'fail',
        detail: expect.stringContaining('no route to 192.0.2.1 (ENETUNREACH)'),
        fix: expect.stringContaining('ip route get 192.0.2.1'),
      },
    ])
    expect(code).toBe(1)
    // Nothing listens at the port of DNS there.
    const resolver = join(scratch(), 'resolv.conf')
    writeFileSync(resolver, 'search example.com\nnameserver 127.0.0.1\n')
    const alone = [...prefix, ...withMounts(`mount --bind ${resolver} /etc/resolv.conf`)]
    const file = configure('sflow { dns-sd { } }\n')
    const silent = await doctor(['-f', file], { prefix: alone })
    expect(silent.of('DNS-SD')).toMatchObject([
      { status: 'fail', fix: expect.stringContaining('dns-sd --explain') },
    ])
    expect(silent.of('DNS-SD')[0]!.detail).toContain('_sflow._udp.example.com')
    expect(silent.of('collector')).toMatchObject([{ status: 'fail' }])
  })

  it('what DNS says: where it was found, and the collectors that it names', async (ctx) => {
    const packages = await requirePackages(debianPackages.dnsmasq)
    if (!packages.ok) ctx.skip(packages.reason)
    const { prefix } = addNamespace(ctx)
    const server = await startDnsmasq({
      prefix,
      address: '127.0.0.1',
      port: 53,
      lines: [
        'srv-host=_sflow._udp.rig.test,collector.rig.test,6399,10',
        'txt-record=_sflow._udp.rig.test,polling=7',
        'host-record=collector.rig.test,127.0.0.1',
        'local-ttl=60',
      ],
    })
    ctx.onTestFinished(server.stop)
    const conf = await writeResolvConf(prefix.at(-1)!, 'search nowhere.test rig.test\nnameserver 127.0.0.1\n')
    ctx.onTestFinished(conf.remove)
    const { code, of } = await doctor(['-f', configure('sflow { }\n')], { prefix })
    expect(of('DNS-SD')).toMatchObject([
      {
        status: 'ok',
        detail: expect.stringMatching(
          /^_sflow\._udp\.rig\.test: collector\.rig\.test:6399 \(priority 10\); TTL \d+ s$/,
        ),
      },
    ])
    expect(of('collector')).toMatchObject([
      { status: 'fail', fix: 'on collector.rig.test run: sflow listen --port 6399' },
    ])
    expect(of('collector')[0]!.detail).toContain('collector.rig.test:6399 (127.0.0.1) refused')
    expect(code).toBe(1)
  })

  it('a firewall on this host, and a path that takes less', async (ctx) => {
    const packages = await requirePackages(debianPackages.iptables)
    if (!packages.ok) ctx.skip(packages.reason)
    const { ip, prefix } = addNamespace(ctx)
    const [command, ...rest] = [
      ...prefix,
      'iptables',
      '-A',
      'OUTPUT',
      '-p',
      'udp',
      '--dport',
      '6343',
      '-j',
      'DROP',
    ]
    try {
      execFileSync(command!, rest, { stdio: 'pipe' })
    } catch (error) {
      ctx.skip(`iptables does not work here: ${String(error)}`)
    }
    for (const words of [
      'link add v0 mtu 1300 type veth peer name v1',
      'link set v0 up',
      'link set v1 up',
      'addr add 10.79.0.1/24 dev v0',
      'neigh add 10.79.0.9 lladdr 02:00:00:00:00:09 dev v0 nud permanent',
    ])
      ip(...words.split(' '))
    const { of } = await doctor(['--collector', '127.0.0.1:6343', '--collector', '10.79.0.9:6344'], {
      prefix,
    })
    expect(of('collector')).toMatchObject([
      { status: 'fail', fix: expect.stringContaining('nft list ruleset') },
      { status: 'ok', detail: expect.stringContaining('sent by v0 from 10.79.0.1;') },
      { status: 'warn', fix: 'datagramBytes = 1272 in hsflowd.conf' },
    ])
  })

  it('name servers that do not answer do not hold it up', async (ctx) => {
    const { code, findings, tookMs } = await doctor(
      ['--collector', 'collector.example', '--collector', '127.0.0.1:9'],
      hostWithSilentServer(ctx),
    )
    expect(findings.filter(({ check }) => check === 'collector')).toMatchObject([
      { detail: expect.stringContaining('the name servers do not answer') },
      { detail: expect.stringContaining('refused') },
    ])
    expect(code).toBe(1)
    expect(tookMs).toBeLessThan(5000)
  })

  it('asks no longer for settings than for a name', async (ctx) => {
    const file = configure('sflow { dns-sd { domain = example.com } }\n')
    const { of, tookMs } = await doctor(['-f', file], hostWithSilentServer(ctx))
    expect(of('DNS-SD')[0]!.status).toBe('fail')
    expect(tookMs).toBeLessThan(5000)
  })

  it('a collector in another namespace: refusals are heard, a missing namespace is named', async (ctx) => {
    const { prefix } = addNamespace(ctx)
    const name = prefix.at(-1)!
    const file = configure(`sflow {
  collector { ip = 127.0.0.1 udpport = 9 namespace = ${name} }
  collector { ip = 127.0.0.1 namespace = ${name}-none }
}
`)
    const { of } = await doctor(['-f', file])
    expect(of('collector').map(({ detail }) => detail)).toEqual([
      expect.stringContaining('refused the datagram'),
      expect.stringContaining(`there is no network namespace ${name}-none`),
    ])
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

/** A host of which the only DNS server lets questions vanish. */
function hostWithSilentServer(ctx: TestContext): RunOptions {
  needMounts(ctx)
  const { ip, prefix } = addNamespace(ctx)
  ip('link', 'add', 'v0', 'type', 'veth', 'peer', 'name', 'v1')
  for (const name of ['v0', 'v1']) ip('link', 'set', name, 'up')
  ip('addr', 'add', '10.79.0.1/24', 'dev', 'v0')
  ip('neigh', 'add', '10.79.0.9', 'lladdr', '02:00:00:00:00:09', 'dev', 'v0', 'nud', 'permanent')
  const resolver = join(scratch(), 'resolv.conf')
  writeFileSync(resolver, 'nameserver 10.79.0.9\n')
  return { prefix: [...prefix, ...withMounts(`mount --bind ${resolver} /etc/resolv.conf`)] }
}

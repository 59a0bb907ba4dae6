// hsflowd doctor on hosts whose network, DNS or firewall is in the way: each a namespace.
import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { debianPackages, requirePackages } from '../../../tools/rigs/apt.mjs'
import { startDnsmasq, writeResolvConf } from '../../../tools/rigs/dns.ts'
import { configure, doctor } from './support/doctor.ts'
import { scratch } from './support/hsflowd.ts'
import { addNamespace, needMounts, withMounts } from './support/namespace.ts'
import { hostWithSilentServer } from './support/silent-dns.ts'

describe.concurrent('hsflowd doctor', () => {
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
      execFileSync(command, rest, { stdio: 'pipe' })
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
})

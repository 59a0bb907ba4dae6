// What `hsflowd dns-sd --explain` says to publish, published and asked for.
import { systemClock } from '@host-sflow/agent-runtime'
import { expect, it, onTestFinished } from 'vitest'
import { debianPackages, requirePackages } from '../../../tools/rigs/apt.mjs'
import { startBind9, startDnsmasq, zoneHead, type DnsServer } from '../../../tools/rigs/dns.ts'
import { parseCidr } from '../src/address/cidr.ts'
import { askDnsSd } from '../src/dns-sd/ask.ts'
import { dnsmasqSnippet, zoneSnippet } from '../src/dns-sd/zone.ts'
import { plainSettings as plain } from '../src/settings/plain.test-helper.ts'
import type { Settings } from '../src/settings/settings.ts'

const full: Settings = {
  ...plain,
  polling: 10,
  sampling: 1000,
  samplingIsSet: true,
  applications: [
    { name: '10G', sampling: 5000 },
    { name: 'app.web', sampling: 20, polling: 60 },
  ],
  headerBytes: 64,
  collectors: [
    { host: '192.0.2.1', port: 6343 },
    { host: '2001:db8::1', port: 7000, priority: 20 },
    { host: 'collector.example.net', port: 6343 },
    { host: 'short', port: 6343 },
    { host: '192.0.2.1', port: 6344 },
    { host: '192.0.2.9', port: 6343, device: 'eth1', namespace: 'mgmt' },
  ],
  agentIP: '192.0.2.77',
  agent: 'say "eth0", \\o/',
  agentCidr: [parseCidr('10.0.0.0/8')!, parseCidr('!10.9.0.0/16')!],
}

const fullTargets = [
  ['collector.example.net', 6343, 10],
  ['sflow-collector1.rig.test', 6343, 10],
  ['sflow-collector1.rig.test', 6344, 10],
  ['short.rig.test', 6343, 10],
  ['sflow-collector2.rig.test', 7000, 20],
]
const fullTxt = [
  ['txtvers', '1'],
  ['sampling', '1000'],
  ['polling', '10'],
  ['sampling.10G', '5000'],
  ['sampling.app.web', '20'],
  ['polling.app.web', '60'],
  ['headerBytes', '64'],
  ['agent', 'say "eth0", \\o/'],
  ['agent.cidr', '10.0.0.0/8'],
  ['agent.cidr', '!10.9.0.0/16'],
  ['collector', '192.0.2.9/6343/eth1/mgmt'],
]

async function told({ address, port }: DnsServer) {
  const { result } = await askDnsSd({
    domain: 'rig.test',
    clock: systemClock,
    random: Math.random,
    resolver: () =>
      Promise.resolve({
        servers: [{ address, port }],
        search: [],
        timeoutMs: 1000,
        attempts: 2,
        rotate: false,
        useTcp: false,
      }),
  })
  if (result.state !== 'found') return result
  const { targets, txt, ttlS } = result
  return { ttlS, targets: targets.map(({ host, port: at, priority }) => [host, at, priority]), txt }
}

it('a zone file is what bind9 serves', async (ctx) => {
  const packages = await requirePackages(debianPackages.bind9)
  if (!packages.ok) ctx.skip(packages.reason)
  const zone = (settings: Settings) => ({ 'rig.test': zoneHead(60) + zoneSnippet(settings, 'rig.test') })
  const server = await startBind9({ zones: zone(full) })
  onTestFinished(server.stop)
  expect(await told(server)).toEqual({ ttlS: 300, targets: fullTargets, txt: fullTxt })
  expect(zoneSnippet(full, 'rig.test')).toContain('\nsflow-collector2.rig.test. 300 IN AAAA 2001:db8::1\n')
  expect(zoneSnippet(full, 'rig.test')).toContain('; agentIP=192.0.2.77 is left out')
  // Where to send is not known: the record is left to be named, not said to be none.
  await server.set(zone({ ...plain, off: true }))
  expect(await told(server)).toMatchObject({
    state: 'off',
    why: expect.stringContaining('there is no SRV record') as unknown,
  })
  // Without a collector there is nothing to say but an example.
  await server.set(zone(plain))
  expect(await told(server)).toMatchObject({ state: 'off' })
  await server.set(zone({ ...plain, collectors: [{ host: 'c.test', port: 6343 }] }))
  expect(await told(server)).toMatchObject({
    txt: [
      ['txtvers', '1'],
      ['polling', '30'],
    ],
  })
})

it('lines of dnsmasq.conf are what dnsmasq serves', async (ctx) => {
  const packages = await requirePackages(debianPackages.dnsmasq)
  if (!packages.ok) ctx.skip(packages.reason)
  const lines = (settings: Settings): string[] => ['local=/rig.test/', dnsmasqSnippet(settings, 'rig.test')]
  const server = await startDnsmasq({ lines: lines(full) })
  onTestFinished(server.stop)
  expect(await told(server)).toEqual({ ttlS: 300, targets: fullTargets, txt: fullTxt })
  await server.set(lines({ ...plain, off: true }))
  expect(await told(server)).toMatchObject({
    state: 'off',
    why: expect.stringContaining('there is no SRV record') as unknown,
  })
  const applications = Array.from({ length: 20 }, (_, i) => ({
    name: `app.${String(i).padStart(2, '0')}.${'x'.repeat(150)}`,
    sampling: i,
  }))
  await server.set(lines({ ...full, applications }))
  expect(await told(server)).toHaveProperty('txt.length', fullTxt.length - 3 + 20)
})

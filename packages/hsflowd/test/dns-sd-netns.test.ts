// As users have it: resolv.conf of a network namespace, a DNS server at port 53 there, and the built program.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it, onTestFinished, type TestContext } from 'vitest'
import { debianPackages, requirePackages } from '../../../tools/rigs/apt.mjs'
import { startBind9, startDnsmasq, writeResolvConf, zoneHead } from '../../../tools/rigs/dns.ts'
import { hsflowd, scratch } from './support/hsflowd.ts'
import { addNamespace, type Namespace } from './support/namespace.ts'

const RECORDS = `_sflow._udp SRV 10 1 6343 collector1
_sflow._udp SRV 20 1 6344 collector2
_sflow._udp TXT "sampling=512" "polling=7" "sampling.10G=9000" "colour=blue"
collector1 A 127.0.0.1
`

async function place(ctx: TestContext, names: readonly (keyof typeof debianPackages)[]): Promise<Namespace> {
  for (const name of names) {
    const packages = await requirePackages(debianPackages[name])
    if (!packages.ok) ctx.skip(packages.reason)
  }
  return addNamespace(ctx)
}

async function resolvConf({ prefix }: Namespace, text: string) {
  const file = await writeResolvConf(prefix.at(-1)!, text)
  onTestFinished(file.remove)
  return file
}

/** `hsflowd dns-sd --json` there, with this configuration. */
async function told({ prefix }: Namespace, config = 'sflow { }', env: Record<string, string> = {}) {
  const file = join(scratch(), 'hsflowd.conf')
  writeFileSync(file, config)
  const program = hsflowd(['dns-sd', '--json', '-f', file], { prefix, env })
  const { code } = await program.ended
  if (program.stdout() === '') throw new Error(program.stderr())
  return { code, json: JSON.parse(program.stdout()) as Record<string, unknown> }
}

const queriesOf = ({ json }: { json: Record<string, unknown> }): string[] =>
  (json['queries'] as { type: string; name: string; outcome: string }[]).map(
    ({ type, name, outcome }) => `${type} ${name} ${outcome}`,
  )

it('the search list of resolv.conf leads to the records of bind9', async (ctx) => {
  const namespace = await place(ctx, ['bind9'])
  const server = await startBind9({
    prefix: namespace.prefix,
    address: '127.0.0.1',
    port: 53,
    zones: { 'dc1.test': zoneHead(60), 'rig.test': zoneHead(30) + RECORDS },
  })
  onTestFinished(server.stop)
  // At the first address nothing listens; the second server knows nothing of the first suffix.
  const file = await resolvConf(
    namespace,
    'search nowhere.test dc1.test rig.test\nnameserver 127.0.0.9\nnameserver 127.0.0.1\n',
  )
  const found = await told(namespace)
  expect(found).toMatchObject({
    code: 0,
    json: {
      state: 'found',
      in_force: true,
      name: '_sflow._udp.rig.test',
      ttl: 30,
      next_query_s: 30,
      targets: [
        { host: 'collector1.rig.test', port: 6343, priority: 10 },
        { host: 'collector2.rig.test', port: 6344, priority: 20 },
      ],
      zone: { origin: 'rig.test' },
    },
  })
  expect(queriesOf(found)).toEqual([
    'SRV _sflow._udp.nowhere.test ECONNREFUSED',
    'SRV _sflow._udp.nowhere.test REFUSED',
    'SRV _sflow._udp.dc1.test NXDOMAIN',
    'SRV _sflow._udp.rig.test NOERROR',
    'TXT _sflow._udp.rig.test NOERROR',
  ])
  const settings = found.json['settings'] as { key: string; value: unknown; from: string }[]
  const inForce = Object.fromEntries(
    settings.map(({ key, value, from }) => [key, `${String(value)} (${from})`]),
  )
  expect(inForce).toMatchObject({
    polling: '7 (DNS TXT _sflow._udp.rig.test)',
    sampling: '512 (DNS TXT _sflow._udp.rig.test)',
    'sampling.10G': '9000 (DNS TXT _sflow._udp.rig.test)',
    headerBytes: '128 (default)',
  })
  expect(found.json['warnings']).toEqual([expect.stringContaining('colour')])

  // What it says to publish gives the same again.
  const { bind } = found.json['zone'] as { bind: string }
  await server.set({ 'dc1.test': zoneHead(60), 'rig.test': zoneHead(30) + bind })
  const again = await told(namespace)
  expect(again.json['targets']).toEqual(found.json['targets'])
  expect(again.json['warnings']).toEqual([])

  // Environment and file say where to look; other collectors leave DNS-SD out.
  expect(await told(namespace, 'sflow { }', { LOCALDOMAIN: 'dc1.test' })).toMatchObject({
    json: { state: 'off' },
  })
  const named = await told(namespace, 'sflow { dns-sd { domain = .rig.test } }')
  expect(queriesOf(named)).toEqual([
    'SRV _sflow._udp.rig.test ECONNREFUSED',
    'SRV _sflow._udp.rig.test NOERROR',
    'TXT _sflow._udp.rig.test NOERROR',
  ])
  const unused = await told(namespace, 'sflow { collector { ip = 127.0.0.1 } }')
  expect(unused.json).toMatchObject({ in_force: false, state: 'found' })

  await file.write('search rig.test\nnameserver 127.0.0.8\nnameserver 127.0.0.9\n')
  expect(await told(namespace)).toMatchObject({
    code: 69,
    json: { state: 'failed', why: expect.stringContaining('ECONNREFUSED from 127.0.0.8') as unknown },
  })
})

it('explains to people what DNS said', async (ctx) => {
  const namespace = await place(ctx, ['dnsmasq'])
  const service = '_sflow._udp.rig.test'
  const server = await startDnsmasq({
    prefix: namespace.prefix,
    address: '127.0.0.1',
    port: 53,
    lines: [
      'local=/rig.test/',
      'local-ttl=40',
      `srv-host=${service},collector1.rig.test,6343,10,1`,
      `txt-record=${service},polling=7,flag=\u0007`,
    ],
  })
  onTestFinished(server.stop)
  await resolvConf(namespace, 'domain rig.test\nnameserver 127.0.0.1\n')
  const file = join(scratch(), 'hsflowd.conf')
  writeFileSync(file, 'sflow { headerBytes = 64 }')
  const run = async (...args: string[]): Promise<string> => {
    const program = hsflowd(['dns-sd', '-f', file, ...args], { prefix: namespace.prefix })
    await program.ended
    return program.stdout()
  }
  const short = await run()
  expect(short).toContain(
    `${service} names:\n  collector1.rig.test:6343  priority 10 weight 1\n  polling=7\n`,
  )
  const long = await run('--explain')
  for (const part of [
    'servers   127.0.0.1:53 (5 s, 2 attempts)\nsearch    rig.test\n',
    `SRV ${service} -> 127.0.0.1:53 udp: NOERROR`,
    `  ${service}. 40 IN SRV 10 1 6343 collector1.rig.test.`,
    'A daemon would ask again in 40 s.',
    `${service}. 300 IN TXT "txtvers=1" "polling=7" "headerBytes=64"`,
    `srv-host=${service},collector1.rig.test,6343,10,1`,
  ])
    expect(long).toContain(part)
  // Nothing that a terminal would obey.
  expect(short + long).not.toContain('\u0007')
})

it('another resolv.conf is followed without waiting for the TTL', async (ctx) => {
  const namespace = await place(ctx, ['dnsmasq'])
  const server = await startDnsmasq({
    prefix: namespace.prefix,
    address: '127.0.0.1',
    port: 53,
    lines: ['local=/nowhere.test/', 'local=/rig.test/', 'srv-host=_sflow._udp.rig.test,localhost,6343'],
  })
  onTestFinished(server.stop)
  const file = await resolvConf(namespace, 'search nowhere.test\nnameserver 127.0.0.1\n')
  const directory = scratch()
  const config = join(directory, 'hsflowd.conf')
  writeFileSync(config, 'sflow { }')
  const daemon = hsflowd(['-P', '-f', config, '-o', join(directory, 'hsflowd.auto')], {
    prefix: namespace.prefix,
    env: { STATE_DIRECTORY: directory },
  })
  // Not asked again for a minute: the zone does not say how long that holds.
  await daemon.logged('DNS names no collector')
  await file.write('search rig.test\nnameserver 127.0.0.1\n')
  await daemon.logged('DNS names collectors: _sflow._udp.rig.test', 20_000)
  await daemon.stop()
})

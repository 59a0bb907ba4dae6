// The resolver client with real servers, in this process: at ports of loopback.
import { createLog, openStateDirectory, systemClock } from '@host-sflow/agent-runtime'
import { describe, expect, it, onTestFinished, type TestContext } from 'vitest'
import { debianPackages, requirePackages } from '../../../tools/rigs/apt.mjs'
import { freeUdpPort } from '../../../tools/rigs/child.ts'
import {
  startBind9,
  startDnsmasq,
  zoneHead,
  type Bind9,
  type Dnsmasq,
  type DnsServer,
} from '../../../tools/rigs/dns.ts'
import { askDnsSd } from '../src/dns-sd/ask.ts'
import type { Found } from '../src/dns-sd/look-up.ts'
import type { ResolverSettings } from '../src/dns-sd/resolv-conf.ts'
import { watchDnsSd, type DnsSdOutcome } from '../src/dns-sd/watch.ts'
import { scratch } from './support/hsflowd.ts'

const SERVICE = '_sflow._udp.rig.test'

async function dnsmasq(ctx: TestContext, lines: readonly string[]): Promise<Dnsmasq> {
  const packages = await requirePackages(debianPackages.dnsmasq)
  if (!packages.ok) ctx.skip(packages.reason)
  const server = await startDnsmasq({ lines })
  onTestFinished(server.stop)
  return server
}

async function bind9(
  ctx: TestContext,
  zones: Readonly<Record<string, string>>,
  place: Partial<Parameters<typeof startBind9>[0]> = {},
): Promise<Bind9> {
  const packages = await requirePackages(debianPackages.bind9)
  if (!packages.ok) ctx.skip(packages.reason)
  const server = await startBind9({ zones, ...place })
  onTestFinished(server.stop)
  return server
}

type Address = Pick<DnsServer, 'address' | 'port'>

const resolverOf = (
  servers: readonly Address[],
  search: readonly string[] = ['rig.test'],
): ResolverSettings => ({
  servers: servers.map(({ address, port }) => ({ address, port })),
  search,
  timeoutMs: 500,
  attempts: 2,
  rotate: false,
  useTcp: false,
})

const ask = (
  servers: readonly Address[],
  more: { search?: readonly string[]; domain?: string; previous?: Found } = {},
) =>
  askDnsSd(
    {
      domain: more.domain,
      clock: systemClock,
      random: Math.random,
      resolver: () => Promise.resolve(resolverOf(servers, more.search)),
    },
    more.previous,
  )

const SRV = `_sflow._udp SRV 10 1 6343 collector1\n`
const TXT = `_sflow._udp TXT "txtvers=1" "sampling=512" "polling=7"\n`

describe('bind9', () => {
  it('names collectors and settings', async (ctx) => {
    const server = await bind9(ctx, {
      'rig.test': `${zoneHead(30)}
_sflow._udp 30 SRV 20 5 6344 collector2
_sflow._udp 30 SRV 10 1 6343 collector1
_sflow._udp 30 SRV 10 9 6343 far.away.test.
_sflow._udp 20 TXT "txtvers=1" "sampling=512" "agent.cidr=10.0.0.0/8"
_sflow._udp 20 TXT "polling=7"
`,
    })
    const { result, exchanges } = await ask([server])
    expect(result).toMatchObject({
      state: 'found',
      name: SERVICE,
      ttlS: 20,
      targets: [
        { host: 'far.away.test', port: 6343, priority: 10, weight: 9 },
        { host: 'collector1.rig.test', port: 6343, priority: 10, weight: 1 },
        { host: 'collector2.rig.test', port: 6344, priority: 20, weight: 5 },
      ],
      txt: [
        ['polling', '7'],
        ['txtvers', '1'],
        ['sampling', '512'],
        ['agent.cidr', '10.0.0.0/8'],
      ],
    })
    expect(exchanges.map(({ type, transport, outcome }) => `${type} ${transport} ${outcome}`)).toEqual([
      'SRV udp NOERROR',
      'TXT udp NOERROR',
    ])
  })

  it('answers by TCP when there are too many records for a datagram', async (ctx) => {
    const many = Array.from(
      { length: 80 },
      (_, i) => `_sflow._udp SRV 10 1 6343 collector-with-a-long-name-${i}\n`,
    )
    const long = Array.from({ length: 12 }, (_, i) => `"sampling.app-${i}.${'x'.repeat(200)}=${i}"`)
    const server = await bind9(ctx, {
      'rig.test': `${zoneHead(30)}${many.join('')}_sflow._udp TXT ${long.join(' ')}\n`,
    })
    const { result, exchanges } = await ask([server])
    expect(result).toMatchObject({ state: 'found' })
    expect(result).toHaveProperty('targets.length', 80)
    expect(result).toHaveProperty('txt.length', 12)
    expect(exchanges.map(({ type, transport, truncated }) => `${type} ${transport} ${truncated}`)).toEqual([
      'SRV udp true',
      'SRV tcp false',
      'TXT udp true',
      'TXT tcp false',
    ])
  })

  it('may say it by aliases, also into another zone', async (ctx) => {
    const server = await bind9(ctx, {
      'rig.test': `${zoneHead(60)}_sflow._udp 15 CNAME sflow.other.test.\n`,
      'other.test': `${zoneHead(60)}sflow 40 CNAME real\nreal 50 SRV 0 0 6343 c\nreal TXT "polling=9"\n`,
    })
    expect((await ask([server])).result).toMatchObject({
      state: 'found',
      name: SERVICE,
      ttlS: 15,
      targets: [{ host: 'c.other.test' }],
      txt: [['polling', '9']],
    })
  })

  it('may know none: no such name, no such record, not available', async (ctx) => {
    const server = await bind9(ctx, {
      'nx.test': zoneHead(60, 17),
      'nodata.test': `${zoneHead(60, 23)}_sflow._udp TXT "polling=9"\n`,
      'not.test': `${zoneHead(60)}_sflow._udp 42 SRV 0 0 0 .\n`,
    })
    expect((await ask([server], { search: ['nx.test'] })).result).toMatchObject({ state: 'off', ttlS: 17 })
    expect((await ask([server], { search: ['nodata.test'] })).result).toMatchObject({
      state: 'off',
      ttlS: 23,
    })
    expect((await ask([server], { search: ['not.test'] })).result).toMatchObject({ state: 'off', ttlS: 42 })
    // The bare name, which it refuses, was asked for too.
    const { exchanges } = await ask([server], { search: ['nx.test'] })
    expect(exchanges.map(({ name, outcome }) => `${name} ${outcome}`)).toEqual([
      '_sflow._udp.nx.test NXDOMAIN',
      '_sflow._udp REFUSED',
    ])
  })

  it('may fail or refuse for one suffix and know another', async (ctx) => {
    const server = await bind9(ctx, { 'broken.test': 'nonsense\n', 'rig.test': `${zoneHead(30)}${SRV}` })
    const { result, exchanges } = await ask([server], { search: ['other.test', 'broken.test', 'rig.test'] })
    expect(result).toMatchObject({ state: 'found', name: SERVICE, txt: [] })
    expect(exchanges.map(({ outcome }) => outcome)).toEqual(['REFUSED', 'SERVFAIL', 'NOERROR', 'NOERROR'])
    expect((await ask([server], { search: ['broken.test'] })).result).toMatchObject({
      state: 'failed',
      why: expect.stringContaining('SERVFAIL from 127.0.0.1') as unknown,
    })
  })

  it('is asked for the given domain alone, whatever the dots at its ends', async (ctx) => {
    const server = await bind9(ctx, { 'rig.test': `${zoneHead(30)}${SRV}` })
    for (const domain of ['rig.test', '.rig.test', '.Rig.Test.'])
      expect((await ask([server], { domain, search: ['x.test'] })).result).toMatchObject({ name: SERVICE })
    const { names } = await ask([server], { domain: 'nowhere.test' })
    expect(names).toEqual(['_sflow._udp.nowhere.test'])
  })

  it('may be reached by IPv6', async (ctx) => {
    const server = await bind9(ctx, { 'rig.test': `${zoneHead(30)}${SRV}` }, { address: '::1' })
    expect((await ask([server])).result).toMatchObject({ state: 'found' })
  })
})

describe('several servers', () => {
  it('are asked in turn: one that is gone, one that is silent, one that refuses', async (ctx) => {
    const good = await bind9(ctx, { 'rig.test': `${zoneHead(30)}${SRV}${TXT}` })
    const refuses = await dnsmasq(ctx, [])
    const silent = await dnsmasq(ctx, [])
    silent.freeze()
    const gone = { address: '127.0.0.1', port: await freeUdpPort() }
    const { result, exchanges } = await ask([gone, silent, refuses, good])
    expect(result).toMatchObject({ state: 'found', targets: [{ host: 'collector1.rig.test' }] })
    const outcomes = exchanges.map(({ outcome }) => outcome)
    expect(outcomes.slice(0, 4)).toEqual(['ECONNREFUSED', 'timeout', 'REFUSED', 'NOERROR'])
    // For the next question, those that did not answer come last.
    expect(outcomes.slice(4)).toEqual(['REFUSED', 'NOERROR'])
  })
})

describe('a watch', () => {
  /** Outcomes as they come. */
  function watched(server: Address, directory: string) {
    const outcomes: DnsSdOutcome[] = []
    let wake = (): void => undefined
    const lines: string[] = []
    const log = createLog({ name: 'test', format: 'json', write: (line) => void lines.push(line) })
    const watch = watchDnsSd({
      domain: undefined,
      clock: systemClock,
      random: Math.random,
      log,
      state: openStateDirectory(directory, log),
      floorMs: 50,
      resolver: () => Promise.resolve(resolverOf([server])),
      onOutcome(outcome) {
        outcomes.push(outcome)
        wake()
      },
    })
    onTestFinished(() => watch.close())
    async function until<T extends DnsSdOutcome['state']>(
      state: T,
      holds: (outcome: Extract<DnsSdOutcome, { state: T }>) => boolean = () => true,
    ): Promise<Extract<DnsSdOutcome, { state: T }>> {
      for (;;) {
        for (let outcome = outcomes.shift(); outcome !== undefined; outcome = outcomes.shift())
          if (outcome.state === state && holds(outcome as Extract<DnsSdOutcome, { state: T }>))
            return outcome as Extract<DnsSdOutcome, { state: T }>
        await new Promise<void>((resolve) => (wake = resolve))
      }
    }
    return { watch, until, said: (part: string) => lines.filter((line) => line.includes(part)).length }
  }

  it('follows bind9 by TTL: a change, a record that goes and comes back, a server that goes and comes back', async (ctx) => {
    const server = await bind9(ctx, { 'rig.test': `${zoneHead(1, 1)}${SRV}${TXT}` })
    const directory = scratch()
    const { watch, until, said } = watched(server, directory)
    expect(await until('found')).toMatchObject({ changed: true })
    const askedAtMs = performance.now()
    expect(await until('found')).toMatchObject({ changed: false })
    expect(performance.now() - askedAtMs).toBeGreaterThan(950)

    await server.update(`update delete ${SERVICE} TXT`, `update add ${SERVICE} 1 TXT "sampling=99"`)
    expect(await until('found', ({ changed }) => changed)).toMatchObject({ txt: [['sampling', '99']] })

    await server.update(`update delete ${SERVICE} SRV`)
    expect(await until('off')).toMatchObject({ changed: true })
    await server.update(`update add ${SERVICE} 1 SRV 10 1 7000 collector2.rig.test.`)
    expect(await until('found')).toMatchObject({ changed: true, targets: [{ port: 7000 }] })

    await server.halt()
    expect(await until('failed')).toMatchObject({ changed: false })
    expect(watch.status()).toMatchObject({ state: 'failed', name: SERVICE })
    // A restart in the meantime.
    watch.close()
    const restarted = watched(server, directory)
    expect(await restarted.until('found')).toMatchObject({ changed: true, targets: [{ port: 7000 }] })
    expect(restarted.watch.status()).toMatchObject({ remembered: true, name: SERVICE })
    await server.start()
    expect(await restarted.until('found')).toMatchObject({ changed: false })
    expect([said('DNS does not say'), restarted.said('DNS answers again')]).toEqual([1, 1])
  })

  it('follows dnsmasq, which starts again for a change', async (ctx) => {
    const records = (port: number): string[] => [
      'local=/rig.test/',
      'local-ttl=1',
      `srv-host=${SERVICE},collector1.rig.test,${port},10,1`,
      `txt-record=${SERVICE},txtvers=1,sampling=512`,
    ]
    const server = await dnsmasq(ctx, records(6343))
    const { until } = watched(server, scratch())
    expect(await until('found')).toMatchObject({
      targets: [{ host: 'collector1.rig.test', port: 6343 }],
      txt: [
        ['txtvers', '1'],
        ['sampling', '512'],
      ],
    })
    await server.set(records(6344))
    expect(await until('found', ({ changed }) => changed)).toMatchObject({ targets: [{ port: 6344 }] })
    await server.set(['local=/rig.test/'])
    expect(await until('off')).toMatchObject({ changed: true })
  })
})

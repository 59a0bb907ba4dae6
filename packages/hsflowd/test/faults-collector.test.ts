// Collectors that fail: said once, and no other collector misses a datagram.
import { join } from 'node:path'
import { describe, expect, it, vi } from 'vitest'
import { hsflowd, scratch, WARN, type Hsflowd } from './support/hsflowd.ts'
import { addNamespace } from './support/namespace.ts'
import { closedPort, openReceiver } from '../../../tools/rigs/receiver.ts'
import { hostWithSilentServer } from './support/silent-dns.ts'

const POLLS = 4

/** Lets a daemon poll a few times into a good collector and a bad one. */
async function withBadCollector(bad: string, when?: (daemon: Hsflowd) => Promise<void>): Promise<Hsflowd> {
  const good = await openReceiver()
  const auto = join(scratch(), 'hsflowd.auto')
  const collectors = ['--collector', bad, '--collector', `127.0.0.1:${good.port}`]
  const daemon = hsflowd(['--polling', '1', '-o', auto, ...collectors])
  await good.until('datagrams', () => good.received.length >= POLLS)
  await when?.(daemon)
  expect((await daemon.stop()).code).toBe(0)
  const numbers = good.received.map(({ datagram }) => datagram.sequence_number)
  expect(numbers).toEqual(numbers.map((_, i) => i + 1))
  await good.close()
  return daemon
}

const warnings = (daemon: Hsflowd): string[] =>
  daemon
    .log()
    .filter(({ level }) => level >= WARN)
    .map(({ msg }) => msg)

describe.concurrent('a collector', () => {
  it('that is not there, until it is', async () => {
    const port = await closedPort()
    const daemon = await withBadCollector(`127.0.0.1:${port}`, async (running) => {
      expect(running.said('nothing listens at the collector')).toHaveLength(1)
      const late = await openReceiver('127.0.0.1', port)
      await late.until('two datagrams for the one that comes late', () => late.received.length >= 2, 5000)
      await late.close()
    })
    const [warning, ...others] = warnings(daemon)
    expect(warning).toBe(
      `nothing listens at the collector (ICMP port unreachable): 127.0.0.1:${port} (on 127.0.0.1 run: sflow listen --port ${port})`,
    )
    expect(others).toEqual([])
  })

  it('whose name cannot be resolved', async () => {
    const daemon = await withBadCollector('collector.invalid', async (running) => {
      await running.logged('cannot be resolved', 20_000)
    })
    const [warning, ...others] = warnings(daemon)
    expect(warning).toMatch(/^the name of the collector cannot be resolved: collector\.invalid:6343: /)
    expect(others).toEqual([])
  })

  it('to which there is no route, until there is', async (ctx) => {
    const namespace = addNamespace(ctx)
    namespace.ip('link', 'add', 'v0', 'type', 'veth', 'peer', 'name', 'v1')
    const auto = join(scratch(), 'hsflowd.auto')
    const daemon = hsflowd(['--polling', '1', '-o', auto, '--collector', '10.78.0.9'], namespace)
    await daemon.logged('datagrams cannot be sent to the collector: 10.78.0.9:6343: ')
    namespace.ip('link', 'set', 'v0', 'up')
    namespace.ip('link', 'set', 'v1', 'up')
    // The sockets of the namespace are out of reach here; its counters are not.
    namespace.ip('addr', 'add', '10.78.0.1/24', 'dev', 'v0')
    namespace.ip('neigh', 'add', '10.78.0.9', 'lladdr', '02:00:00:00:00:09', 'dev', 'v0', 'nud', 'permanent')
    await vi.waitFor(
      () => expect(sentBytes(namespace.ip('-s', '-j', 'link', 'show', 'dev', 'v0'))).toBeGreaterThan(2000),
      { timeout: 15_000, interval: 100 },
    )
    expect((await daemon.stop()).code).toBe(0)
    expect(warnings(daemon)).toHaveLength(1)
  })
})

function sentBytes(json: string): number {
  const [link] = JSON.parse(json) as { stats64: { tx: { bytes: number } } }[]
  return link!.stats64.tx.bytes
}

describe.concurrent('a DNS server that does not answer', () => {
  it('does not hold up the exit', async (ctx) => {
    const auto = join(scratch(), 'hsflowd.auto')
    const daemon = hsflowd(['-o', auto, '--collector', 'collector.example'], hostWithSilentServer(ctx))
    await daemon.logged('settings for the sub-agents')
    const { code, tookMs } = await daemon.stop()
    expect(code).toBe(0)
    expect(tookMs).toBeLessThan(2000)
  })

  it('does not hold up --once', async (ctx) => {
    const daemon = hsflowd(['--once', '--collector', 'collector.example'], hostWithSilentServer(ctx))
    const { code, tookMs } = await daemon.ended
    expect(code).toBe(69)
    expect(tookMs).toBeLessThan(5000)
    expect(daemon.log().at(-1)!.msg).toContain('collector.example:6343 (resolving)')
  })
})

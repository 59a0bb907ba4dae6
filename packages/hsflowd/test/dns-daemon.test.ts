// The daemon that learns its settings from DNS: what each answer means for the wire and for the other agents. SIGHUP asks
// DNS at once; that it asks by itself is in propagation.test.ts.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, vi, type TestContext } from 'vitest'
import { startBind9, writeResolvConf, zoneHead, type Bind9 } from '../../../tools/rigs/dns.ts'
import { hsflowd, scratch, WARN, type Hsflowd } from './support/hsflowd.ts'
import { addNamespace } from './support/namespace.ts'
import { openReceiverIn, type Receiver } from '../../../tools/rigs/receiver.ts'

const ZONE = 'rig.test'
const SERVICE = `_sflow._udp.${ZONE}.`
/** Nothing that was under way arrives later. */
const SILENCE_MS = 2500

interface World {
  readonly prefix: readonly string[]
  readonly dns: Bind9
  readonly receivers: readonly [Receiver, Receiver]
  readonly config: string
  readonly auto: string
  readonly state: string
  readonly start: () => Hsflowd
  /** The shared file, once it holds `part`. */
  readonly shared: (part: string) => Promise<string>
}

async function world(ctx: TestContext, config: string): Promise<World> {
  const { prefix } = addNamespace(ctx)
  const dns = await startBind9({
    prefix,
    port: 53,
    zones: { [ZONE]: `${zoneHead(300)}one A 127.0.0.1\ntwo A 127.0.0.1\n` },
  })
  const resolvConf = await writeResolvConf(prefix.at(-1)!, `nameserver 127.0.0.1\nsearch ${ZONE}\n`)
  ctx.onTestFinished(async () => {
    await dns.stop()
    await resolvConf.remove()
  })
  const directory = scratch()
  const [file, auto, state] = [join(directory, 'hsflowd.conf'), join(directory, 'auto'), scratch()]
  writeFileSync(file, config)
  return {
    prefix,
    dns,
    receivers: [await openReceiverIn(prefix), await openReceiverIn(prefix)],
    config: file,
    auto,
    state,
    start: () => hsflowd(['-f', file, '-o', auto], { prefix, env: { STATE_DIRECTORY: state } }),
    shared: (part) =>
      vi.waitFor(
        () => {
          const text = readFileSync(auto, 'utf8')
          if (!text.includes(part)) throw new Error(`not in the shared file: ${part}\n${text}`)
          return text
        },
        { timeout: 10_000, interval: 50 },
      ),
  }
}

const srv = (priority: number, { port }: Receiver, host: string): string =>
  `update add ${SERVICE} 300 SRV ${priority} 1 ${port} ${host}.${ZONE}.`
const txt = (...settings: string[]): string =>
  `update add ${SERVICE} 300 TXT ${settings.map((each) => `"${each}"`).join(' ')}`
const gone = [`update delete ${SERVICE} SRV`, `update delete ${SERVICE} TXT`]

async function silent(receiver: Receiver): Promise<boolean> {
  const { length } = receiver.received
  await new Promise((resolve) => setTimeout(resolve, SILENCE_MS))
  return receiver.received.length === length
}

describe.concurrent('hsflowd by DNS-SD', () => {
  it('waits, streams, falls silent when the record goes, and goes on when it comes back', async (ctx) => {
    const { dns, receivers, shared, start } = await world(ctx, 'sflow { headerBytes = 64 polling = 20 }')
    const daemon = start()
    await daemon.logged('asking DNS-SD where to send')
    // No record: silence is what the sub-agents are told, too.
    expect(await shared('rev_end=1')).not.toContain('collector=')
    await dns.update(
      srv(10, receivers[0], 'one'),
      txt('txtvers=1', 'polling=1', 'sampling=512', 'sampling.http=7', 'poling=3'),
    )
    daemon.kill('SIGHUP')
    await receivers[0].until('a datagram', () => receivers[0].received.length > 0)
    const text = await shared('collector=127.0.0.1')
    // DNS over the file, the file over the defaults.
    for (const line of ['polling=1', 'sampling=512', 'sampling.http=7', 'header=64', 'datagram=1400'])
      expect(text.split('\n')).toContain(line)
    expect(daemon.said('poling').filter((msg) => msg.includes('did you mean "polling"'))).toHaveLength(1)

    await dns.update(...gone)
    daemon.kill('SIGHUP')
    await daemon.logged('DNS says that this host is to fall silent')
    expect(await shared('rev_end=3')).not.toMatch(/collector=|polling=|sampling=/)
    expect(await silent(receivers[0])).toBe(true)
    const before = receivers[0].received.at(-1)!.datagram.sequence_number

    await dns.update(srv(10, receivers[0], 'one'), txt('polling=1'))
    daemon.kill('SIGHUP')
    await receivers[0].until(
      'the next datagram',
      () => receivers[0].received.at(-1)!.datagram.sequence_number > before,
    )
    const numbers = receivers[0].received.map(({ datagram }) => datagram.sequence_number)
    expect(numbers).toEqual(numbers.map((_, i) => i + 1))
    await daemon.stop()
  })

  it('a server that fails changes nothing, also over a restart', async (ctx) => {
    const { dns, receivers, shared, start } = await world(ctx, 'sflow { }')
    await dns.update(srv(10, receivers[0], 'one'), txt('polling=1'))
    const daemon = start()
    await shared('collector=127.0.0.1')
    await dns.halt()
    daemon.kill('SIGHUP')
    await daemon.logged('DNS')
    const { length } = receivers[0].received
    await receivers[0].until('further datagrams', () => receivers[0].received.length > length + 1)
    await daemon.stop()
    const text = await shared('collector=127.0.0.1')

    const again = start()
    await again.logged('DNS fails: what it said on')
    // Nor can the name of the collector be resolved: its address of the last run serves.
    const sofar = receivers[0].received.length
    await receivers[0].until('datagrams', () => receivers[0].received.length > sofar + 1)
    await again.stop()
    expect(await shared('collector=127.0.0.1')).toBe(text)
  })

  it("no such name, with collectors in the file: the file's; with a record: DNS's only", async (ctx) => {
    const { config, dns, receivers, shared, start } = await world(ctx, '')
    writeFileSync(
      config,
      `sflow { polling = 1 dns-sd { } collector { ip = 127.0.0.1 udpport = ${receivers[1].port} } }`,
    )
    const daemon = start()
    await receivers[1].until('a datagram', () => receivers[1].received.length > 0)
    await shared(`collector=127.0.0.1 ${receivers[1].port}`)
    await dns.update(srv(10, receivers[0], 'one'))
    daemon.kill('SIGHUP')
    await receivers[0].until('a datagram', () => receivers[0].received.length > 0)
    expect(await shared(`collector=127.0.0.1 ${receivers[0].port}`)).not.toContain(`${receivers[1].port}`)
    expect(await silent(receivers[1])).toBe(true)
    await dns.update(...gone)
    daemon.kill('SIGHUP')
    await shared(`collector=127.0.0.1 ${receivers[1].port}`)
    await daemon.stop()
    expect(daemon.log().filter(({ level, msg }) => level >= WARN && !msg.includes('dns-sd'))).toEqual([])
  })

  it('of two priorities the lower gets the stream; the other one, when its name is not resolved', async (ctx) => {
    const { dns, receivers, shared, start } = await world(ctx, 'sflow { }')
    await dns.update(srv(10, receivers[0], 'one'), srv(20, receivers[1], 'two'), txt('polling=1'))
    const daemon = start()
    await receivers[0].until('a datagram', () => receivers[0].received.length > 0)
    expect(await shared('collector=')).not.toContain(`${receivers[1].port}`)
    expect(await silent(receivers[1])).toBe(true)
    await dns.update(
      ...gone,
      srv(10, receivers[0], 'nowhere'),
      srv(20, receivers[1], 'two'),
      txt('polling=1'),
    )
    daemon.kill('SIGHUP')
    await receivers[1].until('a datagram', () => receivers[1].received.length > 0)
    expect(await shared(`collector=127.0.0.1 ${receivers[1].port}`)).not.toContain(`${receivers[0].port}`)
    await daemon.stop()
  })

  it('a collector on the command line switches it off', async (ctx) => {
    const { auto, config, dns, prefix, receivers, shared } = await world(ctx, 'sflow { dns-sd { } }')
    await dns.update(srv(10, receivers[0], 'one'), txt('polling=1'))
    const daemon = hsflowd(['-f', config, '-o', auto, '--polling', '1'], {
      prefix,
      env: { HSFLOWD_COLLECTOR: `127.0.0.1:${receivers[1].port}` },
    })
    await receivers[1].until('a datagram', () => receivers[1].received.length > 0)
    expect(await shared('collector=')).toContain(`collector=127.0.0.1 ${receivers[1].port}\n`)
    expect(dns.output()).not.toMatch(/query: _sflow\S+ IN (?:SRV|TXT)/)
    expect(await silent(receivers[0])).toBe(true)
    await daemon.stop()
  })
})

// `hsflowd --once`: everything sent at once, and told by the exit code whether it could be.
import { lookup } from 'node:dns/promises'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { hsflowd, scratch } from './support/hsflowd.ts'
import { interfaces } from './support/proc.ts'
import { closedPort, openReceiver } from '../../../tools/rigs/receiver.ts'

const EX_UNAVAILABLE = 69
const EX_CONFIG = 78

describe.concurrent('hsflowd --once', () => {
  it.for([
    ['127.0.0.1', '127.0.0.1'],
    ['[::1]', '::1'],
    ['localhost', '127.0.0.1'],
    ['localhost', '::1'],
  ] as const)('sends everything to %s, heard at %s', async ([host, address], ctx) => {
    const found = await lookup(host.replaceAll(/[[\]]/g, ''), { all: true })
    ctx.skip(!found.some((each) => each.address === address), `${host} is not ${address} here`)
    const receiver = await openReceiver(address)
    const before = [...interfaces().values()].map(({ ifIndex }) => `0:${ifIndex}`)
    const daemon = hsflowd(['--once', '--collector', `${host}:${receiver.port}`])
    const { code, tookMs } = await daemon.ended
    expect(daemon.stderr()).toBe('')
    expect(code).toBe(0)
    expect(tookMs).toBeLessThan(5000)
    await receiver.until('the sample of the host', () =>
      receiver.counters().some(({ source }) => source === '2:1'),
    )
    const after = new Set([...interfaces().values()].map(({ ifIndex }) => `0:${ifIndex}`))
    const sources = receiver.counters().map(({ source }) => source)
    expect(sources).toEqual(expect.arrayContaining(['2:1', ...before.filter((each) => after.has(each))]))
    expect(new Set(sources).size).toBe(sources.length)
    expect(Object.keys(receiver.counters().at(-1)!.records)).toHaveLength(10)
    expect(receiver.received.map(({ datagram }) => datagram.sequence_number)).toEqual(
      receiver.received.map((_, i) => i + 1),
    )
    expect(daemon.stdout()).toBe('')
    await receiver.close()
  })

  it('sends the same to two collectors', async () => {
    const receivers = [await openReceiver(), await openReceiver()]
    const daemon = hsflowd([
      '--once',
      ...receivers.flatMap(({ port }) => ['--collector', `127.0.0.1:${port}`]),
    ])
    expect((await daemon.ended).code).toBe(0)
    const [one, two] = receivers.map(({ received }) => received.map(({ bytes }) => bytes.toString('hex')))
    expect(one!.length).toBeGreaterThan(0)
    expect(one).toEqual(two)
    for (const receiver of receivers) await receiver.close()
  })

  it('says that there is nobody to send to', async () => {
    const config = join(scratch(), 'hsflowd.conf')
    writeFileSync(config, 'sflow { polling = 10 }')
    const daemon = hsflowd(['--once', '-f', config])
    expect((await daemon.ended).code).toBe(EX_CONFIG)
    expect(
      daemon.said('no collector is configured: DNS-SD names none either (give --collector HOST'),
    ).toHaveLength(1)
  })

  it('says that nobody listens, and serves the others', async () => {
    const receiver = await openReceiver()
    const port = await closedPort()
    const daemon = hsflowd([
      '--once',
      '--collector',
      `127.0.0.1:${port}`,
      '--collector',
      `127.0.0.1:${receiver.port}`,
    ])
    const { code, tookMs } = await daemon.ended
    expect(code).toBe(EX_UNAVAILABLE)
    expect(tookMs).toBeLessThan(5000)
    expect(daemon.said('nothing listens at the collector (ICMP port unreachable)')).toHaveLength(1)
    expect(daemon.said(`not every collector could be sent to: 127.0.0.1:${port} (refused)`)).toHaveLength(1)
    expect(daemon.log()).toHaveLength(2)
    expect(receiver.counters().some(({ source }) => source === '2:1')).toBe(true)
    await receiver.close()
  })

  it('says that a name cannot be resolved, and serves the others', async () => {
    const receiver = await openReceiver()
    const daemon = hsflowd([
      '--once',
      '--collector',
      'collector.invalid',
      '--collector',
      `127.0.0.1:${receiver.port}`,
    ])
    const { code, tookMs } = await daemon.ended
    expect(code).toBe(EX_UNAVAILABLE)
    expect(tookMs).toBeLessThan(5000)
    expect(daemon.log().at(-1)!.msg).toContain('not every collector could be sent to: collector.invalid')
    expect(receiver.counters().some(({ source }) => source === '2:1')).toBe(true)
    await receiver.close()
  })
})

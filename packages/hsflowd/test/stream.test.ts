// A running daemon: its rhythm, its numbers, and what signals do to it.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { hsflowd, scratch } from './support/hsflowd.ts'
import { outside } from './support/outside.ts'
import { interfaces } from './support/proc.ts'
import { openReceiver, type Counters, type Receiver } from '../../../tools/rigs/receiver.ts'

const file = (): string => join(scratch(), 'hsflowd.auto')

const sequenceNumbers = ({ received }: Receiver): number[] =>
  received.map(({ datagram }) => datagram.sequence_number)

/** FROM, FROM + 1, ... as many as there are values. */
const from = (start: number, values: readonly unknown[]): number[] => values.map((_, i) => start + i)

function bySource(receiver: Receiver): Map<string, Counters[]> {
  const sources = new Map<string, Counters[]>()
  for (const sample of receiver.counters())
    sources.set(sample.source, [...(sources.get(sample.source) ?? []), sample])
  return sources
}

/** A tick comes late on a busy machine, by less than the next one. */
const SLACK_MS = 900

/** Samples that were not sent an interval after the one before, by the agent's own clock. */
const offBeat = (source: string, samples: readonly Counters[], intervalMs: number): string[] =>
  samples
    .slice(1)
    .flatMap(({ uptimeMs }, i) =>
      outside(
        `${source} ${i}`,
        uptimeMs - samples[i]!.uptimeMs,
        intervalMs - SLACK_MS,
        intervalMs + SLACK_MS,
      ),
    )

describe.concurrent('a running hsflowd', () => {
  it('sends each source every second, all numbers in order', async () => {
    const receiver = await openReceiver()
    const links = interfaces()
    const daemon = hsflowd(['--polling', '1', '--collector', `127.0.0.1:${receiver.port}`, '-o', file()])
    await receiver.until('six samples of the host', () => bySource(receiver).get('2:1')?.length === 6)
    const { code, tookMs } = await daemon.stop()
    expect(code).toBe(0)
    expect(tookMs).toBeLessThan(5000)
    expect(sequenceNumbers(receiver)).toEqual(from(1, receiver.received))

    const sources = bySource(receiver)
    const still = interfaces()
    for (const [name, { ifIndex }] of links)
      if (still.get(name)?.['ifIndex'] === ifIndex) expect([...sources.keys()]).toContain(`0:${ifIndex}`)
    for (const [source, samples] of sources) {
      expect(samples.map(({ sequence }) => sequence)).toEqual(from(1, samples))
      expect(offBeat(source, samples, 1000)).toEqual([])
    }
    // The random start is within an interval, and datagrams leave within a second.
    expect(receiver.received[0]!.datagram.uptime).toBeLessThan(2000 + SLACK_MS)
    const host = sources.get('2:1')!
    expect(host).toHaveLength(6)
    const [first, last] = [receiver.received[0]!, receiver.received.at(-1)!]
    const elapsedMs = last.datagram.uptime - first.datagram.uptime
    expect(Math.abs(elapsedMs - (last.atMs - first.atMs))).toBeLessThan(2 * SLACK_MS)
    // The kernel's is in whole seconds.
    const uptimes = host.map(({ records }) => records['host_cpu']!['uptime'] as number)
    const hostElapsedS = (host.at(-1)!.uptimeMs - host[0]!.uptimeMs) / 1000
    expect(Math.abs(uptimes.at(-1)! - uptimes[0]! - hostElapsedS)).toBeLessThan(2)
    await receiver.close()
  })

  it('starts the sources of a longer interval at random, each then on its own beat', async () => {
    const receiver = await openReceiver()
    const daemon = hsflowd(['--polling', '3', '--collector', `127.0.0.1:${receiver.port}`, '-o', file()])
    await receiver.until('the second sample of the host', () => bySource(receiver).get('2:1')?.length === 2)
    const [first, second] = bySource(receiver).get('2:1')!
    expect(outside('start', first!.uptimeMs, 1000 - SLACK_MS, 3000 + 2 * SLACK_MS)).toEqual([])
    expect(offBeat('2:1', [first!, second!], 3000)).toEqual([])
    await daemon.stop()
    await receiver.close()
  })

  it('SIGTERM sends what is known by then: the dump of SIGUSR2 has no more datagrams than arrive', async () => {
    const receiver = await openReceiver()
    const daemon = hsflowd(['--polling', '1', '--collector', `127.0.0.1:${receiver.port}`, '-o', file()])
    await receiver.until('a datagram', () => receiver.received.length > 0)
    daemon.kill('SIGUSR2')
    const dump = await daemon.logged('SIGUSR2: counters')
    expect((await daemon.stop()).code).toBe(0)
    const { datagrams, sampleErrors } = dump['counters'] as Record<string, number>
    expect(datagrams).toBeGreaterThan(0)
    expect(datagrams).toBeLessThanOrEqual(receiver.received.length)
    expect(sampleErrors).toBe(0)
    expect(dump).toMatchObject({
      collectors: [{ collector: `127.0.0.1:${receiver.port}`, state: 'open', lost: 0, refusals: 0 }],
      details: {
        pollers: expect.arrayContaining([expect.objectContaining({ name: 'host', errors: 0 })]),
        reload: { successful: true, reloads: 0 },
      },
    })
    expect(daemon.said('SIGTERM: stopping')).toHaveLength(1)
    expect(daemon.stdout()).toBe('')
    await receiver.close()
  })

  it('SIGHUP: new settings without a break in the numbers; a file with a mistake changes nothing', async () => {
    const [before, after] = [await openReceiver(), await openReceiver()]
    const config = join(scratch(), 'hsflowd.conf')
    const sendTo = (port: number, more: string): void =>
      writeFileSync(config, `sflow {\n  ${more}\n  collector { ip = 127.0.0.1 udpport = ${port} }\n}\n`)
    sendTo(before.port, 'polling = 1')
    const daemon = hsflowd(['-f', config, '-o', file()])
    await before.until('two samples of the host', () => bySource(before).get('2:1')?.length === 2)

    writeFileSync(config, `sflow {\n  poling = 2\n}\n`)
    daemon.kill('SIGHUP')
    const refused = await daemon.logged('the settings stay as they are')
    expect(refused.level).toBe(50)
    expect(refused.msg).toContain(
      `${config}:2:3: error: unknown sflow setting "poling", did you mean "polling"?`,
    )
    // A mistake of the operator, not of the program: a stack would hide the message.
    expect(refused['err']).toBeUndefined()
    const sofar = before.received.length
    await before.until('further datagrams with the old settings', () => before.received.length >= sofar + 2)

    sendTo(after.port, 'polling = 2\n  agentIP = 192.0.2.77')
    daemon.kill('SIGHUP')
    await daemon.logged('polling: 1 -> 2')
    await after.until('three samples of the host', () => bySource(after).get('2:1')?.length === 3, 15_000)
    expect((await daemon.stop()).code).toBe(0)

    expect(sequenceNumbers(before)).toEqual(from(1, before.received))
    expect(sequenceNumbers(after)).toEqual(from(before.received.length + 1, after.received))
    const last = bySource(before)
    for (const [source, samples] of bySource(after)) {
      const next = (last.get(source)?.length ?? 0) + 1
      expect(samples.map(({ sequence }) => sequence)).toEqual(from(next, samples))
      expect(offBeat(source, samples, 2000)).toEqual([])
    }
    expect(new Set(after.received.map(({ datagram }) => datagram.agent_address))).toEqual(
      new Set(['192.0.2.77']),
    )
    await before.close()
    await after.close()
  })

  it('polling = 0 sends nothing, until the settings say otherwise', async () => {
    const receiver = await openReceiver()
    const config = join(scratch(), 'hsflowd.conf')
    const every = (seconds: number): void =>
      writeFileSync(
        config,
        `sflow { polling = ${seconds} collector { ip = 127.0.0.1 udpport = ${receiver.port} } }`,
      )
    every(0)
    const daemon = hsflowd(['-f', config, '-o', file()])
    await daemon.logged('settings for the sub-agents')
    await sleep(2500)
    expect(receiver.received).toEqual([])
    every(1)
    daemon.kill('SIGHUP')
    await receiver.until('samples', () => bySource(receiver).get('2:1')?.length === 2)
    every(0)
    daemon.kill('SIGHUP')
    await daemon.logged('polling: 1 -> 0')
    expect((await daemon.stop()).code).toBe(0)
    await receiver.close()
  })
})

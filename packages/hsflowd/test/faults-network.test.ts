// Interfaces that come, go, and fall, under a running daemon in a network namespace of its own.
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it, type TestContext } from 'vitest'
import { hsflowd, scratch, WARN } from './support/hsflowd.ts'
import { addNamespace } from './support/namespace.ts'
import { openReceiverIn } from '../../../tools/rigs/receiver.ts'

const [DOWN, UP] = [0, 3]
/** One interval, and what notifications (the kernel may gather them for a second) and the sending take. */
const SOON_MS = 4000

/** A host with a pair of interfaces, first0 and first1, and a daemon that polls them every second. */
async function host(ctx: TestContext) {
  const { ip, prefix } = addNamespace(ctx)
  const receiver = await openReceiverIn(prefix)
  const addPair = (one: string, two: string): string => {
    ip('link', 'add', one, 'type', 'veth', 'peer', 'name', two)
    for (const name of [one, two]) ip('link', 'set', name, 'up')
    const [link] = JSON.parse(ip('-j', 'link', 'show', 'dev', one)) as { ifindex: number }[]
    return `0:${link!.ifindex}`
  }
  const first = addPair('first0', 'first1')
  const auto = join(scratch(), 'hsflowd.auto')
  const collector = `127.0.0.1:${receiver.port}`
  const daemon = hsflowd(['-d', '--polling', '1', '-o', auto, '--collector', collector], { prefix })
  const samplesOf = (source: string) => receiver.counters().filter((each) => each.source === source)
  const lastOf = (source: string) => samplesOf(source).at(-1)?.records
  await receiver.until('up', () => lastOf(first)?.['if_counters']?.['ifStatus'] === UP)

  /** Stops it; nothing may have been lost or complained of. */
  async function finish(): Promise<void> {
    expect((await daemon.stop()).code).toBe(0)
    expect(daemon.log().filter(({ level }) => level >= WARN)).toEqual([])
    const numbers = receiver.received.map(({ datagram }) => datagram.sequence_number)
    expect(numbers).toEqual(numbers.map((_, i) => i + 1))
    for (const source of new Set(receiver.counters().map((each) => each.source))) {
      const sequence = samplesOf(source).map((each) => each.sequence)
      expect(sequence).toEqual(sequence.map((_, i) => i + 1))
    }
    await receiver.close()
  }
  return { ip, addPair, first, daemon, receiver, samplesOf, lastOf, finish }
}

describe.concurrent('an interface', () => {
  it('that is removed, and another that is added', async (ctx) => {
    const { ip, addPair, first, daemon, receiver, samplesOf, finish } = await host(ctx)
    ip('link', 'del', 'first0')
    await daemon.logged('interface first0', SOON_MS)
    const before = samplesOf(first).length
    const added = addPair('new0', 'new1')
    await receiver.until('samples of a new interface', () => samplesOf(added).length >= 2, SOON_MS + 1000)
    expect(samplesOf(added)[0]!.records['port_name']).toEqual({ name: 'new0' })
    await sleep(1000)
    // The one more may have been on its way.
    expect(samplesOf(first).length - before).toBeLessThanOrEqual(1)
    await finish()
    for (const name of ['first0', 'first1'])
      expect(daemon.said(`interface ${name} `)).toEqual([expect.stringMatching(/\(\d+\) is gone$/)])
    for (const name of ['new0', 'new1'])
      expect(daemon.said(`interface ${name} `)).toEqual([expect.stringMatching(/\(\d+\) has appeared$/)])
  })

  it('that is switched off, renamed and switched on', async (ctx) => {
    const { ip, first, daemon, receiver, lastOf, finish } = await host(ctx)
    expect(lastOf(first)!['port_name']).toEqual({ name: 'first0' })
    const status = () => lastOf(first)?.['if_counters']?.['ifStatus']
    ip('link', 'set', 'first0', 'down')
    await receiver.until('down', () => status() === DOWN, SOON_MS)
    ip('link', 'set', 'first0', 'name', 'late0')
    ip('link', 'set', 'late0', 'up')
    const isNamed = (name: string): boolean => lastOf(first)?.['port_name']?.['name'] === name
    await receiver.until('up, with the new name', () => status() === UP && isNamed('late0'), SOON_MS)
    await finish()
    expect(daemon.said('interface first0 ')).toEqual([expect.stringMatching(/\(\d+\) is now named late0$/)])
  })
})

// Interfaces that come, go, and fall, under a running daemon in a network namespace of its own.
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { hsflowd, scratch, WARN } from './support/hsflowd.ts'
import { addNamespace } from './support/namespace.ts'
import { openReceiverIn } from './support/receiver.ts'

const [DOWN, UP] = [0, 3]
/** One interval, and what notifications and the sending of a datagram take. */
const SOON_MS = 3500

it('interfaces that are removed, added, and lose their carrier', async (ctx) => {
  const namespace = addNamespace(ctx)
  const { ip, prefix } = namespace
  const receiver = await openReceiverIn(prefix)
  const indexOf = (name: string): string => {
    const [link] = JSON.parse(ip('-j', 'link', 'show', 'dev', name)) as { ifindex: number }[]
    return `0:${link!.ifindex}`
  }
  const samplesOf = (source: string) => receiver.counters().filter((each) => each.source === source)
  const statusOf = (source: string) => samplesOf(source).at(-1)?.records['if_counters']?.['ifStatus']

  const addPair = (one: string, two: string): void => {
    ip('link', 'add', one, 'type', 'veth', 'peer', 'name', two)
    for (const name of [one, two]) ip('link', 'set', name, 'up')
  }
  addPair('old0', 'old1')
  const old = indexOf('old0')
  const auto = join(scratch(), 'hsflowd.auto')
  const daemon = hsflowd(
    ['--polling', '1', '-o', auto, '--collector', `127.0.0.1:${receiver.port}`],
    namespace,
  )
  await receiver.until('samples of an interface', () => samplesOf(old).length >= 2)
  expect(samplesOf(old)[0]!.records['port_name']).toEqual({ name: 'old0' })
  // The kernel may gather changes of the carrier for a second.
  await receiver.until('up', () => statusOf(old) === UP, SOON_MS)

  ip('link', 'set', 'old0', 'down')
  await receiver.until('down', () => statusOf(old) === DOWN, SOON_MS)
  ip('link', 'set', 'old0', 'up')
  await receiver.until('up again', () => statusOf(old) === UP, SOON_MS)

  ip('link', 'del', 'old0')
  await daemon.logged('interface old0', 3000)
  const before = samplesOf(old).length
  addPair('new0', 'new1')
  const added = indexOf('new0')
  await receiver.until('samples of a new interface', () => samplesOf(added).length >= 2, SOON_MS + 1000)
  expect(samplesOf(added)[0]!.records['port_name']).toEqual({ name: 'new0' })
  await sleep(1500)
  // The one more may have been on its way.
  expect(samplesOf(old).length - before).toBeLessThanOrEqual(1)

  ip('link', 'set', 'new0', 'down')
  ip('link', 'set', 'new0', 'name', 'late0')
  ip('link', 'set', 'late0', 'up')
  await receiver.until(
    'the new name',
    () => samplesOf(added).at(-1)?.records['port_name']?.['name'] === 'late0',
    SOON_MS,
  )

  expect((await daemon.stop()).code).toBe(0)
  expect(daemon.log().filter(({ level }) => level >= WARN)).toEqual([])
  for (const name of ['old0', 'old1']) expect(daemon.said(`interface ${name}`)).toHaveLength(1)
  for (const name of ['new0', 'new1'])
    expect(daemon.said(`interface ${name} `)[0]).toMatch(/\(\d+\) has appeared$/)
  expect(daemon.said('is now named late0')).toHaveLength(1)
  const numbers = receiver.received.map(({ datagram }) => datagram.sequence_number)
  expect(numbers).toEqual(numbers.map((_, i) => i + 1))
  for (const source of new Set(receiver.counters().map((each) => each.source))) {
    const sequence = samplesOf(source).map((each) => each.sequence)
    expect(sequence).toEqual(sequence.map((_, i) => i + 1))
  }
  await receiver.close()
})

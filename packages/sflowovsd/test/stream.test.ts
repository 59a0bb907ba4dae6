// hsflowd, sflowovsd and Open vSwitch together, from the configuration file to the collectors.
import { execFileSync } from 'node:child_process'
import { renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it, type TestContext } from 'vitest'
import { addHost } from '../../../tools/rigs/ovs.ts'
import { privateOvs } from '../../../tools/rigs/private-ovs.ts'
import { scratch } from '../../../tools/rigs/program.ts'
import { openReceiverIn } from '../../../tools/rigs/receiver.ts'
import { addBridges } from './support/bridges.ts'
import { watchDatabase } from './support/database.ts'
import { hsflowd, sflowovsd } from './support/programs.ts'
import { flows, lastCounters, switchDatagrams, udpPacket, type Flow } from './support/switch-stream.ts'
import { linkOf, listen, PAYLOAD_BYTES, sendUdp, UDP_PORT, UDP_SOURCE_PORT } from './support/traffic.ts'

const RATE = 10
const PACKETS = 10_000
const HEADER_BYTES = 96
/** Ethernet, IP and UDP headers, and the frame check sequence, which is counted though it is not captured. */
const FRAME_BYTES = 14 + 20 + 8 + PAYLOAD_BYTES + 4
/** The daemons and the switch: an address that only the switch's namespace has. */
const HOST = '10.9.0.254'

async function network(ctx: TestContext) {
  const rig = await privateOvs(ctx)
  await addBridges(rig, 'br0')
  execFileSync('ip', ['-n', rig.namespace!, 'addr', 'add', `${HOST}/24`, 'dev', 'br0'])
  execFileSync('ip', ['-n', rig.namespace!, 'link', 'set', 'br0', 'up'])
  const from = await addHost(rig, 'br0', '10.9.0.1/24')
  const to = await addHost(rig, 'br0', '10.9.0.2/24')
  await listen(ctx, to)
  const collectors = [await openReceiverIn(rig.prefix), await openReceiverIn(rig.prefix, '::1')] as const
  const directory = scratch()
  const config = join(directory, 'hsflowd.conf')
  const auto = join(directory, 'hsflowd.auto')
  const configure = (settings: string): void => {
    const [one, other] = collectors
    const text = `sflow { ${settings}
      collector { ip = 127.0.0.1 udpport = ${one.port} }
      collector { ip = ::1 udpport = ${other.port} } }\n`
    writeFileSync(`${config}.new`, text)
    renameSync(`${config}.new`, config)
  }
  configure(`sampling = ${RATE} polling = 1 headerBytes = ${HEADER_BYTES}`)
  const database = await watchDatabase(ctx, rig)
  const daemons = [
    hsflowd(['-f', config, '-o', auto], { prefix: rig.prefix }),
    sflowovsd(['-f', auto], { prefix: rig.prefix, env: rig.env }),
  ]
  return { rig, from, to, collectors, configure, database, daemons }
}

/** Of a source of samples none was lost on the way to the collector. */
function expectNoneLost(all: readonly Flow[]): void {
  const numbers = all.map(({ sequence_number }) => sequence_number)
  expect(numbers).toEqual(numbers.map((_, i) => numbers[0]! + i))
}

it('samples and counters of the switch reach both collectors, and agree with the traffic', async (ctx) => {
  const { rig, from, to, collectors, configure, database, daemons } = await network(ctx)
  const [collector, other] = collectors
  const ifIndex = from.portIfIndex
  await database.until('sFlow', database.common)
  await collector.until('counters of the port', () => lastCounters(collector, ifIndex))
  const own = await collector.until('a datagram of hsflowd', () =>
    collector.received.find(({ datagram }) => datagram.sub_agent_id === 100_000),
  )

  // Everything that has been sent has been sampled, and all samples have arrived, when counters of later have.
  const arrived = async (): Promise<void> => {
    const { inPackets } = await linkOf(rig.namespace!, from.port)
    await collector.until('the counters of now', () => {
      const counters = lastCounters(collector, ifIndex)
      return counters !== undefined && Number(counters.ifInUcastPkts) >= inPackets
    })
  }
  const crossed = async (send: () => Promise<void>): Promise<number> => {
    const before = await linkOf(to.namespace, to.device)
    await send()
    await arrived()
    return (await linkOf(to.namespace, to.device)).inPackets - before.inPackets
  }

  const count = await crossed(() => sendUdp(from, '10.9.0.2', PACKETS))
  expect(count).toBeGreaterThan(PACKETS / 2)
  const all = flows(collector)
  expectNoneLost(all)
  const ours = all.filter((flow) => udpPacket(flow)?.toPort === UDP_PORT)
  const sigma = Math.sqrt(count * (1 / RATE) * (1 - 1 / RATE))
  const z = (ours.length - count / RATE) / sigma
  console.log(`${ours.length} samples of ${count} packets at 1 in ${RATE}: z = ${z.toFixed(2)}`)
  expect(Math.abs(z)).toBeLessThan(4.9)
  for (const flow of ours) {
    expect(flow.sampling_rate).toBe(RATE)
    expect(flow.drops).toBe(0)
    expect([flow.input, flow.output]).toEqual([
      { format: 0, value: from.portIfIndex },
      { format: 0, value: to.portIfIndex },
    ])
    const { bytes, ...packet } = udpPacket(flow)!
    expect(bytes.length).toBe(HEADER_BYTES)
    expect(packet).toEqual({
      frameLength: FRAME_BYTES,
      toMac: to.mac,
      fromMac: from.mac,
      from: '10.9.0.1',
      to: '10.9.0.2',
      fromPort: UDP_SOURCE_PORT,
      toPort: UDP_PORT,
    })
  }

  // Whose agent address is hsflowd's: to the collector they are one host.
  expect(own.datagram.agent_address).toBe(HOST)
  expect(new Set(switchDatagrams(collector).map(({ agent_address }) => agent_address))).toEqual(
    new Set([HOST]),
  )

  // Between two readings of the kernel's counters, each later than what it is compared with.
  for (const { port, portIfIndex } of [from, to]) {
    const low = await linkOf(rig.namespace!, port)
    const seen = collector.received.length
    await collector.until('later counters', () => collector.received.length > seen + 2)
    const counters = lastCounters(collector, portIfIndex)!
    const high = await linkOf(rig.namespace!, port)
    const between = (value: unknown, field: keyof typeof low): void => {
      expect(Number(value)).toBeGreaterThanOrEqual(low[field])
      expect(Number(value)).toBeLessThanOrEqual(high[field])
    }
    between(counters.ifInOctets, 'inOctets')
    between(counters.ifInUcastPkts, 'inPackets')
    between(counters.ifOutOctets, 'outOctets')
    between(counters.ifOutUcastPkts, 'outPackets')
  }

  // Both collectors have got the same datagrams.
  const last = switchDatagrams(collector).at(-1)!.sequence_number
  const numbers = (receiver: typeof collector): number[] =>
    switchDatagrams(receiver)
      .map(({ sequence_number }) => sequence_number)
      .filter((number) => number <= last)
  await other.until('the last datagram', () => numbers(other).includes(last))
  expect(numbers(other)).toEqual(numbers(collector))

  // A change of rate and header.
  configure(`sampling = 5 polling = 1 headerBytes = 64`)
  await database.until('the new rate', () => database.common()?.sampling === 5)
  const earlier = flows(collector).length
  await crossed(() => sendUdp(from, '10.9.0.2', 500))
  const changed = flows(collector)
    .slice(earlier)
    .filter((flow) => udpPacket(flow)?.toPort === UDP_PORT)
  expect(changed.length).toBeGreaterThan(0)
  expect(new Set(changed.map(({ sampling_rate }) => sampling_rate))).toEqual(new Set([5]))
  expect(new Set(changed.map((flow) => udpPacket(flow)!.bytes.length))).toEqual(new Set([64]))

  // Counters alone.
  configure('sampling = 0 polling = 1')
  await database.until('no sampling', () => Number(database.common()?.sampling) > 5)
  const before = flows(collector).length
  await crossed(() => sendUdp(from, '10.9.0.2', 500))
  expect(flows(collector).length).toBe(before)

  for (const daemon of daemons) expect((await daemon.stop()).code).toBe(0)
})

it('another address of the host is also that of the switch', async (ctx) => {
  const { rig, collectors, configure, database, daemons } = await network(ctx)
  const [collector] = collectors
  configure('sampling = 0 polling = 1 agent = br0')
  const last = (): unknown => switchDatagrams(collector).at(-1)?.agent_address
  await collector.until('the first address', () => last() === HOST)
  expect(database.common()?.agent).toBe('br0')
  const ip = (...args: readonly string[]): Buffer =>
    execFileSync('ip', ['-n', rig.namespace!, 'addr', ...args, 'dev', 'br0'])
  // Each in a network of its own: with the first address of a network the kernel removes the others of it.
  for (const [address, before] of [
    ['10.9.1.254', HOST],
    ['10.9.2.254', '10.9.1.254'],
  ] as const) {
    ip('add', `${address}/24`)
    ip('del', `${before}/24`)
    await collector.until(`the address ${address}`, () => last() === address, 15_000)
  }
  for (const daemon of daemons) expect((await daemon.stop()).code).toBe(0)
})

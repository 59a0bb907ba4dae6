// Interfaces of a network namespace of this test's own, compared with what `ip -s -j link` says of them.
import { execFileSync } from 'node:child_process'
import { setTimeout } from 'node:timers/promises'
import { withNetworkNamespace } from '@host-sflow/linux-net'
import type { RecordInput } from '@host-sflow/sflow-encoder'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { openHost } from '../src/host/host.ts'
import type { Host } from '../src/host/host.ts'
import { openInterfaces } from '../src/sources/interfaces.ts'
import type { Interfaces } from '../src/sources/interfaces.ts'
import { netIoLinux } from '../src/sources/net-io.linux.ts'
import { troubleLog } from '../src/sources/trouble-log.test-helper.ts'
import { adaptersLinux } from '../src/sources/adapters.linux.ts'

const here = `hsf-src-${process.pid}-a`
const there = `hsf-src-${process.pid}-b`
/** Of /proc, what is about the network of the namespace that a test is in. */
const roots = { proc: '/proc/thread-self' }
const ip = (...args: string[]): string =>
  execFileSync('ip', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })

interface IpLink {
  readonly ifindex: number
  readonly address: string
  readonly stats64: Readonly<
    Record<'rx' | 'tx', Readonly<Record<'bytes' | 'packets' | 'errors' | 'dropped' | 'multicast', number>>>
  >
}
const ipLink = (name: string): IpLink =>
  (JSON.parse(ip('-n', here, '-s', '-j', 'link', 'show', 'dev', name)) as IpLink[])[0]!

/** Takes a figure and compares it in a moment in which v0 was at rest: the kernel sends a little by itself. */
async function undisturbed<Figure>(
  take: () => Figure,
  compare: (figure: Figure, stats: IpLink['stats64']) => void,
): Promise<void> {
  for (let attempt = 0; attempt < 50; attempt++) {
    const before = ipLink('v0').stats64
    const figure = take()
    const after = ipLink('v0').stats64
    if (JSON.stringify(before) === JSON.stringify(after)) return compare(figure, after)
    await setTimeout(100)
  }
  throw new Error('v0 was never at rest')
}

/** Makes the namespaces; tells why not. */
function makeNamespaces(): string | undefined {
  if (process.platform !== 'linux') return 'needs Linux'
  if (process.getuid?.() !== 0) return 'needs root for a network namespace'
  try {
    for (const name of [here, there]) ip('netns', 'add', name)
    return undefined
  } catch (error) {
    return `ip netns add: ${String(error)}`
  }
}

type Fields = Readonly<Record<string, unknown>>

function fieldsOf(record: RecordInput | undefined): { row: string; fields: Fields } {
  if (record?.row === undefined) throw new Error('a record of a known kind was expected')
  return { row: record.row.name, fields: record.fields }
}

const named = (records: readonly RecordInput[], name: string): Fields | undefined =>
  records.map(fieldsOf).find(({ row }) => row === name)?.fields

describe('interfaces of a namespace', () => {
  let host: Host
  let interfaces: Interfaces
  const problems: string[] = []

  let impossible: string | undefined
  beforeEach((ctx) => ctx.skip(impossible !== undefined, impossible))

  beforeAll(() => {
    impossible = makeNamespaces()
    if (impossible !== undefined) return
    ip('-n', here, 'link', 'set', 'lo', 'up')
    ip('-n', here, 'link', 'add', 'v0', 'type', 'veth', 'peer', 'name', 'v1', 'netns', there)
    ip('-n', here, 'link', 'add', 'in0', 'type', 'veth', 'peer', 'name', 'in1')
    ip('-n', here, 'link', 'add', 'br0', 'type', 'bridge')
    ip('-n', here, 'link', 'set', 'in0', 'master', 'br0')
    for (const link of ['in0', 'in1', 'br0', 'v0']) ip('-n', here, 'link', 'set', link, 'up')
    ip('-n', here, 'addr', 'add', '10.9.0.1/24', 'dev', 'v0')
    ip('-n', there, 'addr', 'add', '10.9.0.2/24', 'dev', 'v1')
    host = withNetworkNamespace(here, () => openHost({ network: 'netlink', roots }))
    interfaces = openInterfaces(host, troubleLog(problems))
  })
  afterAll(() => {
    interfaces?.close()
    host?.close()
    for (const name of [here, there]) {
      try {
        ip('netns', 'del', name)
      } catch {
        // It was never made.
      }
    }
  })

  const generic = (name: string): Fields => {
    host.network.tick()
    const link = [...host.network.links.values()].find((each) => each.name === name)!
    return named(interfaces.collect(link.index), 'if_counters')!
  }

  it('tells the administrator’s wish from the real state', async () => {
    // The other end is down: up is wished, but there is no carrier.
    expect(generic('v0')).toMatchObject({ ifStatus: 1 })
    ip('-n', there, 'link', 'set', 'v1', 'up')
    // The kernel gathers such events for up to a second (net/core/link_watch.c).
    const expected = { ifStatus: 3, ifType: 6, ifSpeed: 10_000_000_000, ifDirection: 1 }
    await vi.waitFor(() => expect(generic('v0')).toMatchObject(expected), 3000)
    ip('-n', here, 'link', 'set', 'v0', 'down')
    expect(generic('v0')).toMatchObject({ ifStatus: 0 })
    ip('-n', here, 'link', 'set', 'v0', 'up')
    expect(generic('lo')).toMatchObject({ ifStatus: 3, ifType: 24 })
    expect(generic('br0')).toMatchObject({ ifType: 209 })
  })

  it('knows of promiscuous mode also when the kernel itself asked for it', () => {
    expect(generic('v0')).toMatchObject({ ifPromiscuousMode: 2 })
    expect(generic('in0')).toMatchObject({ ifPromiscuousMode: 1 })
  })

  it('has the counters of ip(8)', async () => {
    ip('netns', 'exec', here, 'bash', '-c', 'for i in {1..50}; do echo x >/dev/udp/10.9.0.2/9; done; :')
    await undisturbed(
      () => ({ ...generic('v0') }),
      (ours, { rx, tx }) => {
        expect(tx.packets).toBeGreaterThan(50)
        expect(ours).toMatchObject({
          ifInOctets: rx.bytes,
          ifInUcastPkts: rx.packets,
          ifInErrors: rx.errors,
          ifInDiscards: rx.dropped,
          ifOutOctets: tx.bytes,
          ifOutUcastPkts: tx.packets,
          ifOutErrors: tx.errors,
          ifOutDiscards: tx.dropped,
          // A veth pair counts no multicast: zero would be a lie.
          ifInMulticastPkts: null,
        })
      },
    )
    const records = interfaces.collect(ipLink('v0').ifindex)
    expect(named(records, 'port_name')).toEqual({ name: 'v0' })
    expect(named(records, 'ethernet_counters')).toBeUndefined()
  })

  it('counts in the host’s sum the way out only, not bridge and inner pair', async () => {
    await undisturbed(
      () => {
        host.network.tick()
        return { ...fieldsOf(netIoLinux.open(host).collect()[0]).fields }
      },
      (sum, { rx, tx }) => {
        expect(sum).toMatchObject({ pkts_in: rx.packets, packets_out: tx.packets, bytes_out: tx.bytes })
      },
    )
    const { adapters } = fieldsOf(adaptersLinux.open(host).collect()[0]).fields
    const { ifindex, address } = ipLink('v0')
    const bridge = ipLink('br0')
    expect(adapters).toEqual(
      expect.arrayContaining([
        { ifIndex: ifindex, mac_address: [address.replaceAll(':', '')] },
        { ifIndex: bridge.ifindex, mac_address: [bridge.address.replaceAll(':', '')] },
      ]),
    )
    expect(adapters).toHaveLength(2)
  })

  it('notices at the next tick what is added, renamed and removed', () => {
    const seen: string[] = []
    const unsubscribe = host.network.subscribe({
      onAdded: (link) => seen.push(`+${link.name}`),
      onRemoved: (ifIndex) => seen.push(`-${ifIndex}`),
    })
    ip('-n', here, 'link', 'add', 'new0', 'type', 'veth', 'peer', 'name', 'new1')
    const index = ipLink('new0').ifindex
    const peer = ipLink('new1').ifindex
    host.network.tick()
    expect(seen.toSorted()).toEqual(['+new0', '+new1'])
    expect(named(interfaces.collect(index), 'if_counters')).toMatchObject({ ifIndex: index, ifStatus: 0 })
    ip('-n', here, 'link', 'set', 'new0', 'name', 'late0')
    host.network.tick()
    expect(named(interfaces.collect(index), 'port_name')).toEqual({ name: 'late0' })
    ip('-n', here, 'link', 'del', 'late0')
    // Gone, but not yet known to be: what was read at this tick.
    expect(named(interfaces.collect(index), 'if_counters')).toMatchObject({ ifIndex: index })
    host.network.tick()
    expect(interfaces.collect(index)).toEqual([])
    expect(seen.slice(-2).toSorted()).toEqual([`-${index}`, `-${peer}`].toSorted())
    expect(problems).toEqual([])
    unsubscribe()
  })

  it('sends LACP of a bond', (ctx) => {
    try {
      ip('-n', here, 'link', 'add', 'bond0', 'type', 'bond', 'mode', '802.3ad')
    } catch {
      ctx.skip('this kernel has no bonding')
    }
    ip('-n', here, 'link', 'set', 'in1', 'down')
    ip('-n', here, 'link', 'set', 'in1', 'master', 'bond0')
    for (const name of ['bond0', 'in1']) ip('-n', here, 'link', 'set', name, 'up')
    host.network.tick()
    const bond = ipLink('bond0')
    const member = [...host.network.links.values()].find(({ name }) => name === 'in1')!
    expect(member).toMatchObject({ master: bond.ifindex, slaveKind: 'bond' })
    // Its file is opened by the first question: in the namespace, as the daemon of one would.
    const records = withNetworkNamespace(here, () => interfaces.collect(member.index))
    const lag = named(records, 'lag_port_stats')
    expect(lag).toMatchObject({
      // bonding.rst, ad_actor_system: unless set, the system is the bond's own address.
      dot3adAggPortActorSystemID: bond.address.replaceAll(':', ''),
      dot3adAggPortState: expect.stringMatching(/^[\da-f]{8}$/),
    })
    expect([0, bond.ifindex]).toContain(lag!['dot3adAggPortAttachedAggID'])
  })

  it('takes a file of /proc that went with its interface for gone, not for broken', (ctx) => {
    ip('-n', here, 'link', 'add', 'gone0', 'type', 'veth', 'peer', 'name', 'gone1')
    const file = host.files.keep('proc:net/dev_snmp6/gone0')
    const readable = withNetworkNamespace(here, () => file.read() !== undefined)
    ctx.skip(!readable, 'this kernel has no IPv6')
    ip('-n', here, 'link', 'del', 'gone0')
    expect(file.read()).toBeUndefined()
    file.close()
  })
})

import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import {
  netlinkProtocol,
  openNetlink,
  openRtnetlink,
  watchRtnetlink,
  withNetworkNamespace,
} from '../src/index.ts'
import type { Rtnetlink, RtnetlinkWatch } from '../src/index.ts'
import {
  addressSummary,
  ipAddressSummaries,
  ipLinkSummary,
  ipStatsSummary,
  linkSummary,
  statsSummary,
} from '../testdata/iproute2.ts'
import type { IpAddress, IpLink } from '../testdata/iproute2.ts'
import { createNamespace, namespacesImpossible } from './rig.ts'
import type { Namespace } from './rig.ts'

const impossible = namespacesImpossible()
beforeEach((ctx) => ctx.skip(impossible !== undefined, impossible))
const byText = (left: unknown, right: unknown): number =>
  JSON.stringify(left) < JSON.stringify(right) ? -1 : 1

describe('rtnetlink in a namespace', () => {
  let namespace: Namespace
  let rtnetlink: Rtnetlink
  const events: string[] = []
  let watch: RtnetlinkWatch

  beforeAll(() => {
    if (impossible !== undefined) return
    namespace = createNamespace()
    // Without IPv6 on the links nothing sends by itself, so counters stay equal between two readings.
    withNetworkNamespace(namespace.name, () => {
      writeFileSync('/proc/sys/net/ipv6/conf/default/disable_ipv6', '1')
    })
    withNetworkNamespace(namespace.name, () => {
      rtnetlink = openRtnetlink()
      watch = watchRtnetlink({
        onLink: (link) => events.push(`link ${link.index} ${link.name} ${link.flags & 1 ? 'up' : 'down'}`),
        onLinkRemoved: (ifIndex) => events.push(`gone ${ifIndex}`),
        onAddress: (address) => events.push(`address ${address.local}/${address.prefixLength}`),
        onAddressRemoved: (address) => events.push(`no address ${address.local}`),
        onOverflow: () => events.push('overflow'),
      })
    })
    namespace.ip('link add veth0 type veth peer name veth1')
    namespace.ip('link add br0 type bridge')
    namespace.ip('link set veth1 master br0 up')
    namespace.ip('link set br0 up')
    namespace.ip('link set veth0 alias uplink mtu 1400 up')
    namespace.ip('link add vxlan7 type vxlan id 7 dstport 4789 local 127.0.0.1')
    namespace.ip('link add link veth0 name macvlan0 type macvlan mode bridge')
    namespace.ip('tuntap add tun0 mode tun')
    namespace.ip('addr add 10.9.0.1/24 dev br0')
    namespace.ip('addr add 10.9.0.2/24 dev br0 label br0:two')
    namespace.ip('addr add 10.8.0.1 peer 10.8.0.2/32 dev tun0')
    // Some traffic to count.
    namespace.ip('neigh add 10.9.0.9 lladdr 02:00:00:00:00:09 dev br0 nud permanent')
    const ping = [
      'netns',
      'exec',
      namespace.name,
      process.execPath,
      '-e',
      sendProgram,
      '10.9.0.9',
      '127.0.0.1',
    ]
    execFileSync('ip', ping)
  })
  afterAll(() => {
    rtnetlink?.close()
    watch?.close()
    namespace?.remove()
  })

  it('lists links as iproute2 does', () => {
    const links = rtnetlink.links()
    const rows = namespace.json<IpLink>('-d -s link')
    const nameOf = (index: number): string | undefined => links.find((link) => link.index === index)?.name
    expect(links.map((link) => linkSummary(link, nameOf))).toEqual(rows.map(ipLinkSummary))
    expect(links.map((link) => link.kind)).toEqual(
      expect.arrayContaining(['veth', 'bridge', 'vxlan', 'macvlan', 'tun', undefined]),
    )
  })

  it.each(['stats', 'links'] as const)('counts as iproute2 does, reading %s', (statsFrom) => {
    const source = withNetworkNamespace(namespace.name, () => openRtnetlink({ statsFrom }))
    const read = (): IpLink[] => namespace.json<IpLink>('-s link')
    const earlier = read()
    const counters = new Map<number, Float64Array>()
    source.stats((ifIndex, row) => counters.set(ifIndex, Float64Array.from(row)))
    source.close()
    const rows = read()
    expect([...counters.keys()]).toEqual(rows.map((row) => row.ifindex))
    for (const [index, row] of rows.entries()) {
      const [least, most] = [earlier[index] ?? row, row].map(ipStatsSummary)
      const ours = statsSummary(counters.get(row.ifindex) ?? new Float64Array(0))
      // The bridge sends by itself now and then, so ours lies between two readings.
      for (const [name, value] of Object.entries(ours)) {
        expect(value, `${row.ifname} ${name}`).toBeGreaterThanOrEqual(least?.[name] ?? Number.NaN)
        expect(value, `${row.ifname} ${name}`).toBeLessThanOrEqual(most?.[name] ?? Number.NaN)
      }
    }
    const loopback = rows.find((row) => row.ifname === 'lo')
    expect(loopback?.stats64.rx['packets']).toBeGreaterThanOrEqual(50)
  })

  it('lists addresses as iproute2 does', () => {
    const addresses = rtnetlink.addresses().map(addressSummary)
    const expected = ipAddressSummaries(namespace.json<IpAddress>('-d addr'))
    expect(addresses.toSorted(byText)).toEqual(expected.toSorted(byText))
    expect(expected).toHaveLength(5)
  })

  it('tells of interfaces and addresses that come, change and go', () => {
    watch.drain()
    events.length = 0
    expect(watch.drain()).toBe(0)

    namespace.ip('link add new0 index 900 type bridge')
    watch.drain()
    expect(events).toContain('link 900 new0 down')

    events.length = 0
    namespace.ip('link set new0 name renamed0')
    namespace.ip('link set renamed0 up')
    namespace.ip('addr add 10.7.0.1/30 dev renamed0')
    namespace.ip('addr del 10.7.0.1/30 dev renamed0')
    watch.drain()
    expect(events).toContain('link 900 renamed0 down')
    expect(events).toContain('link 900 renamed0 up')
    expect(events).toContain('address 10.7.0.1/30')
    expect(events).toContain('no address 10.7.0.1')

    events.length = 0
    namespace.ip('link set veth1 nomaster')
    namespace.ip('link del renamed0')
    watch.drain()
    expect(events.filter((event) => event.startsWith('gone'))).toEqual(['gone 900'])
    namespace.ip('link set veth1 master br0')
  })

  it('says when notifications were lost, and goes on', () => {
    const small = withNetworkNamespace(namespace.name, () =>
      openNetlink(netlinkProtocol.route, { groups: [1], queueBytes: 4096 }),
    )
    const change = Array.from({ length: 40 }, (_, index) => `link set veth0 mtu ${1300 + index}`).join('\n')
    execFileSync('ip', ['-n', namespace.name, '-batch', '-'], { input: change })
    expect(small.drain(() => undefined).overflowed).toBe(true)
    namespace.ip('link set veth0 mtu 1400')
    expect(small.drain(() => undefined)).toMatchObject({ overflowed: false })
    small.close()
  })

  it('starts a dump over when interfaces change meanwhile', () => {
    const many = createNamespace()
    try {
      const add = Array.from({ length: 100 }, (_, index) => `link add many${index} type bridge`).join('\n')
      execFileSync('ip', ['-n', many.name, '-batch', '-'], { input: add })
      const socket = withNetworkNamespace(many.name, () => openNetlink(netlinkProtocol.route))
      let seen = 0
      let restarts = 0
      const consistent = socket.dump(
        { type: 18, body: new Uint8Array(16) },
        () => {
          seen += 1
          // Between two parts of the first reading, so the kernel flags the rest as interrupted.
          if (seen === 1 && restarts === 0) many.ip('link add late0 type bridge')
        },
        () => {
          restarts += 1
          seen = 0
        },
      )
      expect({ consistent, restarts, seen }).toEqual({ consistent: true, restarts: 1, seen: 102 })
      socket.close()
    } finally {
      many.remove()
    }
  })

  it('keeps its socket usable after a visitor failed, and refuses nested use', () => {
    const failing = (): void => {
      throw new Error('visitor')
    }
    expect(() => rtnetlink.stats(failing)).toThrow('visitor')
    expect(() => rtnetlink.stats(() => void rtnetlink.links())).toThrow(
      expect.objectContaining({ code: 'HSF_NET_ARGUMENT' }),
    )
    expect(rtnetlink.links().length).toBe(namespace.json('link').length)
  })

  it('refuses use after close', () => {
    const closed = openRtnetlink()
    closed.close()
    closed.close()
    expect(() => closed.links()).toThrow(expect.objectContaining({ code: 'HSF_NET_CLOSED' }))
  })
})

/** Sends 25 datagrams to each address. */
const sendProgram = `
  const socket = require('node:dgram').createSocket('udp4')
  let left = 0
  for (const address of process.argv.slice(1)) for (let i = 0; i < 25; i++) {
    left++
    socket.send('x'.repeat(100), 9, address, () => --left || socket.close())
  }
`

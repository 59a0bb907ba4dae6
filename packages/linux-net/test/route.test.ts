import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { findRoute, withNetworkNamespace, type Route, type RouteQuery } from '../src/index.ts'
import { createNamespace, namespacesImpossible, type Namespace } from './rig.ts'

const impossible = namespacesImpossible()
beforeEach((ctx) => ctx.skip(impossible !== undefined, impossible))

/** A row of `ip -j route get`. */
interface IpRoute {
  readonly dev: string
  readonly prefsrc?: string
  readonly gateway?: string
  readonly metrics?: readonly { readonly mtu?: number }[]
}

describe('a route in a namespace', () => {
  let namespace: Namespace

  beforeAll(() => {
    if (impossible !== undefined) return
    namespace = createNamespace()
    for (const command of [
      'link add v0 type veth peer name v1',
      'link add v2 type veth peer name v3',
      'link set v0 up',
      'link set v1 up',
      'link set v2 up',
      'link set v3 up',
      'addr add 10.9.0.1/24 dev v0',
      'addr add 10.9.0.2/24 dev v0',
      'addr add 10.8.0.1/24 dev v2',
      'addr add 2001:db8::1/64 dev v0 nodad',
      'route add 192.0.2.0/24 via 10.9.0.254 mtu 1280',
      'route add 192.0.2.0/24 via 10.8.0.254 metric 9',
      'route add 203.0.113.0/24 via inet6 fe80::9 dev v0',
      'route add unreachable 198.51.100.1',
      'route add prohibit 198.51.100.2',
      'route add blackhole 198.51.100.3',
      '-6 route add 2001:db8:1::/64 via 2001:db8::9',
    ])
      namespace.ip(command)
  })
  afterAll(() => namespace?.remove())

  const find = (query: RouteQuery): Route => withNetworkNamespace(namespace.name, () => findRoute(query))

  it.each([
    [{ address: '10.9.0.7' }, '10.9.0.7'],
    [{ address: '192.0.2.7' }, '192.0.2.7'],
    [{ address: '192.0.2.7', device: 'v2' }, '192.0.2.7 oif v2'],
    [{ address: '10.9.0.7', sourceAddress: '10.9.0.2' }, '10.9.0.7 from 10.9.0.2'],
    [{ address: '127.0.0.1' }, '127.0.0.1'],
    [{ address: '2001:db8:1::7' }, '2001:db8:1::7'],
    [{ address: 'fe80::7%v2' }, 'fe80::7 oif v2'],
  ])('%j is what iproute2 says', (query, words) => {
    const [row] = namespace.json<IpRoute>(`route get ${words}`)
    const links = namespace.json<{ ifindex: number; ifname: string }>('link')
    expect(find(query)).toMatchObject({
      ifIndex: links.find(({ ifname }) => ifname === row!.dev)!.ifindex,
      source: row!.prefsrc,
      gateway: row!.gateway,
      mtu: row!.metrics?.[0]?.mtu,
    })
  })

  it('tells what is local, and an IPv6 gateway of an IPv4 route', () => {
    expect(find({ address: '10.9.0.1' }).type).toBe('local')
    expect(find({ address: '10.9.0.7' }).type).toBe('unicast')
    expect(find({ address: '192.0.2.7' }).mtu).toBe(1280)
    expect(find({ address: '203.0.113.7' }).gateway).toBe('fe80::9')
  })

  it.each([
    ['8.8.8.8', 'ENETUNREACH'],
    ['198.51.100.1', 'EHOSTUNREACH'],
    ['198.51.100.2', 'EACCES'],
    ['198.51.100.3', 'EINVAL'],
    ['2001:db8:2::1', 'ENETUNREACH'],
  ])('%s: %s', (address, code) => {
    expect(() => find({ address })).toThrow(expect.objectContaining({ code }))
  })

  it('refuses what cannot be asked', () => {
    expect(() => find({ address: 'host' })).toThrow('is not an IP address')
    expect(() => find({ address: '10.9.0.7', device: 'none0' })).toThrow(
      expect.objectContaining({ code: 'ENODEV' }),
    )
    expect(() => find({ address: '10.9.0.7', sourceAddress: '::1' })).toThrow('cannot send to')
  })
})

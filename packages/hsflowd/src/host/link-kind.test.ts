import { arphrd, linkFlags } from '@host-sflow/linux-net'
import { describe, expect, it } from 'vitest'
import { adapterLinks, ianaTypeOf, trafficLinks } from './link-kind.ts'
import type { Link } from './network.ts'

let next = 1
function link(name: string, more: Partial<Link> = {}): Link {
  return {
    index: next++,
    name,
    alias: undefined,
    type: arphrd.ether,
    flags: linkFlags.up,
    operState: 'up',
    carrier: true,
    mtu: 1500,
    mac: '525400000001',
    master: undefined,
    lower: undefined,
    lowerNamespaceId: undefined,
    kind: undefined,
    slaveKind: undefined,
    vlanId: undefined,
    altNames: [],
    promiscuity: 0,
    stats: undefined,
    ...more,
  }
}
const map = (...links: Link[]): Map<number, Link> => new Map(links.map((each) => [each.index, each]))
const names = (links: readonly Link[]): string[] => links.map(({ name }) => name)

describe('links', () => {
  const lo = link('lo', { type: arphrd.loopback, mac: '000000000000' })
  const eth0 = link('eth0')
  const bond = link('bond0', { kind: 'bond' })
  const member = link('eth1', { master: bond.index, slaveKind: 'bond' })
  const stacked = ['vlan', 'bridge', 'vxlan', 'dummy', 'wireguard', 'openvswitch'].map((kind) =>
    link(`${kind}0`, { kind }),
  )
  const guests = ['veth', 'tun', 'macvtap', 'ifb'].map((kind) => link(`${kind}0`, { kind }))
  const vif = link('vif3.0')
  const all = map(lo, eth0, bond, member, ...stacked, ...guests, vif)

  it('count traffic of hardware and of members of bonds only', () => {
    expect(names(trafficLinks(all))).toEqual(['eth0', 'eth1'])
  })

  it('count an accelerated port once, with its master', () => {
    const synthetic = link('eth0')
    const port = link('enP1s2', { master: synthetic.index })
    expect(names(trafficLinks(map(synthetic, port)))).toEqual(['eth0'])
  })

  it('count the way out of a container that has no hardware', () => {
    const eth = link('eth0', { kind: 'veth', lowerNamespaceId: 0, lower: 7 })
    const inner = link('veth1', { kind: 'veth', lower: 9 })
    expect(names(trafficLinks(map(lo, eth, inner)))).toEqual(['eth0'])
    expect(names(adapterLinks(map(lo, eth, inner)))).toEqual(['eth0'])
  })

  it('have an adapter each if they are of the host itself', () => {
    const down = link('eth9', { flags: 0 })
    expect(names(adapterLinks(new Map([...all, [down.index, down]])))).toEqual([
      'eth0',
      'bond0',
      'eth1',
      ...names(stacked),
    ])
  })

  it.each([
    [{}, 6],
    [{ type: arphrd.loopback }, 24],
    [{ type: arphrd.ppp, kind: 'ppp' }, 23],
    [{ type: arphrd.tunnel, kind: 'ipip' }, 131],
    [{ type: arphrd.none, kind: 'tun' }, 131],
    [{ type: arphrd.ether, kind: 'tun' }, 6],
    [{ kind: 'bond' }, 161],
    [{ kind: 'vlan' }, 135],
    [{ type: 280 }, 1],
  ])('%j has ifType %i', (more, type) => {
    expect(ianaTypeOf(link('x', more))).toBe(type)
  })
})

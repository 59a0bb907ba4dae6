// What users have reported of the C daemon's choice, by the number of the issue of sflow/host-sflow.
import { describe, expect, test } from 'vitest'
import { on } from './candidate.test-helper.ts'
import type { Candidate } from './classes.ts'
import { parseCidr } from './cidr.ts'
import { describeElection, electAddress, type AddressWish, type Holder } from './elect.ts'

const cidrs = (...texts: string[]): AddressWish => ({ agentCidr: texts.map((text) => parseCidr(text)!) })

interface Case {
  readonly candidates: readonly Candidate[]
  readonly wish?: AddressWish
  readonly holders?: readonly Holder[]
  readonly expected: string
  readonly warning?: RegExp
}

const loopback = [on('lo', '127.0.0.1'), on('lo', '::1')]
const dual = (device: string, ifIndex: number, host: string): Candidate[] => [
  on(device, `10.145.240.${host}`, { ifIndex }),
  on(device, `fd00:0:201::${host}`, { ifIndex }),
  on(device, 'fe80::885f:78ff:fee1:3b5d', { ifIndex }),
]
const router = [
  ...loopback,
  on('lo', '192.0.2.10'),
  on('ens3', '10.20.211.88', { ifIndex: 2, dynamic: true }),
  on('ens3', 'fe80::5054:ff:fe12:3456', { ifIndex: 2 }),
]
const gateway = [
  ...loopback,
  on('lo', '10.10.10.1', { secondary: true }),
  on('vlan100', '192.168.255.1', { ifIndex: 9, vlan: true }),
  on('vlan99', '192.168.254.1', { ifIndex: 11, vlan: true }),
  on('macvlan1001', '10.251.0.1', { ifIndex: 13 }),
  on('br-0d5797347c2e', '172.19.0.1', { ifIndex: 14 }),
  on('docker0', '172.17.0.1', { ifIndex: 15 }),
]
const cloud = [...loopback, on('eth0', '10.0.0.4', { dynamic: true })]

const cases: Record<string, Case> = {
  '#40: by default not the loopback device’s own address': {
    candidates: router,
    expected: '10.20.211.88 of ens3 (ipv4 private)',
  },
  '#40: agent.cidr names a second address of the loopback device': {
    candidates: router,
    wish: cidrs('192.0.2.0/24'),
    expected: '192.0.2.10 of lo (ipv4 loopback, agent.cidr 192.0.2.0/24)',
  },
  '#40: agentIP does too': {
    candidates: router,
    wish: { agentIP: '192.0.2.10' },
    expected: '192.0.2.10 of lo (agentIP is set)',
  },
  '#43: of the device that is asked for, IPv4': {
    candidates: [on('eth0', '192.0.2.1'), ...dual('Loopback1', 30, '7')],
    wish: { agent: 'Loopback1' },
    expected: '10.145.240.7 of Loopback1 (ipv4 private, agent = Loopback1)',
  },
  '#43: when its IPv4 is gone, IPv6': {
    candidates: [on('eth0', '192.0.2.1'), ...dual('Loopback1', 30, '7').slice(1)],
    wish: { agent: 'Loopback1' },
    holders: [{ address: '10.145.240.7', device: 'Loopback1' }],
    expected: 'fd00:0:201::7 of Loopback1 (ipv6 unique local, agent = Loopback1)',
  },
  '#61: the same addresses in three VRFs: IPv4 of the device that is asked for': {
    candidates: [
      ...dual('Loopback0', 35, '15'),
      ...dual('Loopback1001', 212, '15'),
      ...dual('Loopback1002', 213, '15'),
    ].toReversed(),
    wish: { agent: 'Loopback0' },
    expected: '10.145.240.15 of Loopback0 (ipv4 private, agent = Loopback0)',
  },
  '#76: agent.cidr names a loopback address among bridges and VLANs': {
    candidates: gateway,
    wish: cidrs('10.10.10.0/24'),
    expected: '10.10.10.1 of lo (ipv4 loopback, agent.cidr 10.10.10.0/24)',
  },
  '#76: without it, neither VLANs nor bridges of containers': {
    candidates: gateway,
    expected: '10.251.0.1 of macvlan1001 (ipv4 private)',
  },
  '#77: an address that no interface has, behind NAT': {
    candidates: cloud,
    wish: { agentIP: '203.0.113.80' },
    expected: '203.0.113.80 (agentIP is set)',
    warning: /^agentIP 203\.0\.113\.80 is on no interface of this host; it is used all the same$/u,
  },
  '#77: without it, the private one, though DHCP gave it': {
    candidates: cloud,
    expected: '10.0.0.4 of eth0 (ipv4 private)',
  },
}

describe('what users have reported', () => {
  test.each(Object.entries(cases))('%s', (_, { candidates, wish, holders, expected, warning }) => {
    const election = electAddress(candidates, wish, holders)
    expect(describeElection(election)).toBe(expected)
    if (warning === undefined) expect(election.warning).toBeUndefined()
    else expect(election.warning).toMatch(warning)
  })
})

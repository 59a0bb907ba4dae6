import { BlockList, isIPv4, isIPv6 } from 'node:net'

/** What an address is good for as the name of an agent; the C daemon's order (its EnumIPSelectionPriority). */
export interface AddressClass {
  /** The higher, the better; 0 never names an agent. */
  readonly score: number
  readonly name: string
}

/** An address of this host that could name the agent. */
export interface Candidate {
  /** Text of an IPv4 or IPv6 address. */
  readonly address: string
  readonly device: string
  /** The device is a loopback one. */
  readonly loopback: boolean
  /** The device is a VLAN sub-interface. */
  readonly vlan: boolean
}

function block(...subnets: readonly [network: string, prefix: number, family: 'ipv4' | 'ipv6'][]): BlockList {
  const list = new BlockList()
  for (const subnet of subnets) list.addSubnet(...subnet)
  return list
}

const multicast = block(['224.0.0.0', 4, 'ipv4'], ['ff00::', 8, 'ipv6'])
const unspecified = block(['0.0.0.0', 32, 'ipv4'], ['::', 128, 'ipv6'])
const classE = block(['240.0.0.0', 4, 'ipv4'])
const loopback = block(['127.0.0.0', 8, 'ipv4'], ['::1', 128, 'ipv6'])
const selfAssigned = block(['169.254.0.0', 16, 'ipv4'])
const linkLocal = block(['fe80::', 10, 'ipv6'])
const uniqueLocal = block(['fc00::', 7, 'ipv6'])
const privateUse = block(['10.0.0.0', 8, 'ipv4'], ['172.16.0.0', 12, 'ipv4'], ['192.168.0.0', 16, 'ipv4'])

/** The class of a candidate: a private IPv4 address comes before a global IPv6 one, as it always has. */
export function classify(candidate: Candidate): AddressClass {
  const { address } = candidate
  const family = isIPv4(address) ? 'ipv4' : 'ipv6'
  const within = (list: BlockList): boolean => list.check(address, family)
  if (!isIPv4(address) && !isIPv6(address)) return { score: 0, name: 'not an address' }
  if (within(multicast)) return { score: 0, name: 'multicast' }
  if (within(unspecified)) return { score: 0, name: 'unspecified' }
  if (within(classE)) return { score: 1, name: 'ipv4 class E' }
  const local = candidate.loopback || within(loopback)
  if (family === 'ipv6') {
    if (local) return { score: 3, name: 'ipv6 loopback' }
    if (within(linkLocal)) return { score: 6, name: 'ipv6 link local' }
    if (candidate.vlan) return { score: 7, name: 'ipv6 on a VLAN' }
    return within(uniqueLocal) ? { score: 9, name: 'ipv6 unique local' } : { score: 10, name: 'ipv6 global' }
  }
  if (local) return { score: 4, name: 'ipv4 loopback' }
  if (within(selfAssigned)) return { score: 5, name: 'ipv4 self-assigned' }
  if (candidate.vlan) return { score: 8, name: 'ipv4 on a VLAN' }
  return within(privateUse) ? { score: 11, name: 'ipv4 private' } : { score: 12, name: 'ipv4 global' }
}

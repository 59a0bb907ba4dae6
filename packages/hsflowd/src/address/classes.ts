import { isIPv4, isIPv6 } from 'node:net'

/** What an address is good for as the name of an agent; the C daemon's order (its EnumIPSelectionPriority). */
export interface AddressClass {
  /** The higher, the better; 0 never names an agent. */
  readonly score: number
  readonly name: string
}

/** An address of this host that could name the agent. */
export interface Candidate {
  /** Text of an IPv4 or IPv6 address, as the kernel writes it. */
  readonly address: string
  readonly device: string
  readonly ifIndex: number
  /** What the device is called besides: its further names (altname), then its alias. */
  readonly otherNames: readonly string[]
  /** The device is a loopback one. */
  readonly loopback: boolean
  /** The device is a VLAN sub-interface. */
  readonly vlan: boolean
  /** IPv4: not the first address of its subnet on this device. */
  readonly secondary: boolean
  /** IPv6: made up for privacy (RFC 8981), gone in a day. */
  readonly temporary: boolean
  /** Its preferred lifetime is over (RFC 4862 §5.5.4). */
  readonly deprecated: boolean
  /** IPv6: not yet known to be no one else's (RFC 4862 §5.4). */
  readonly tentative: boolean
  /** IPv6: another host has it too. */
  readonly duplicate: boolean
  /** By DHCP or router advertisement: it has a lifetime. */
  readonly dynamic: boolean
}

const invalid: AddressClass = { score: 0, name: 'not an address' }
const multicast: AddressClass = { score: 0, name: 'multicast' }
const unspecified: AddressClass = { score: 0, name: 'unspecified' }
const classE: AddressClass = { score: 1, name: 'ipv4 class E' }
const loopback6: AddressClass = { score: 3, name: 'ipv6 loopback' }
const loopback4: AddressClass = { score: 4, name: 'ipv4 loopback' }
const selfAssigned: AddressClass = { score: 5, name: 'ipv4 self-assigned' }
const linkLocal: AddressClass = { score: 6, name: 'ipv6 link local' }
const vlan6: AddressClass = { score: 7, name: 'ipv6 on a VLAN' }
const vlan4: AddressClass = { score: 8, name: 'ipv4 on a VLAN' }
const uniqueLocal: AddressClass = { score: 9, name: 'ipv6 unique local' }
const global6: AddressClass = { score: 10, name: 'ipv6 global' }
const private4: AddressClass = { score: 11, name: 'ipv4 private' }
const global4: AddressClass = { score: 12, name: 'ipv4 global' }

/** The classes that may name an agent, the best first. */
export const classes: readonly AddressClass[] = [
  global4,
  private4,
  global6,
  uniqueLocal,
  vlan4,
  vlan6,
  linkLocal,
  selfAssigned,
  loopback4,
  loopback6,
  classE,
]

/** Addresses of these classes are of this host, and stay so when its network starts anew. */
export const isRoutable = ({ score }: AddressClass): boolean => score >= vlan6.score

/**
 * The class of a candidate: a private IPv4 address comes before a global IPv6 one, as it always has. The text is taken
 * apart here, and not by net.BlockList, which takes 10 µs: a container host has thousands of addresses.
 */
export function classify(candidate: Candidate): AddressClass {
  const { address } = candidate
  if (isIPv4(address)) return classify4(candidate, address)
  return isIPv6(address) ? classify6(candidate, address) : invalid
}

function classify4({ loopback, vlan }: Candidate, address: string): AddressClass {
  const [a = 0, b = 0] = address.split('.', 2).map(Number)
  if (address === '0.0.0.0') return unspecified
  if (a >= 224) return a >= 240 ? classE : multicast
  if (loopback || a === 127) return loopback4
  if (a === 169 && b === 254) return selfAssigned
  if (vlan) return vlan4
  // RFC 1918
  const isPrivate = a === 10 || (a === 172 && b >= 16 && b < 32) || (a === 192 && b === 168)
  return isPrivate ? private4 : global4
}

function classify6({ loopback, vlan }: Candidate, address: string): AddressClass {
  if (address === '::') return unspecified
  // An address that begins with `::` has zeros there.
  const high = Number.parseInt(address, 16) || 0
  if (high >= 0xff00) return multicast
  if (loopback || address === '::1') return loopback6
  if ((high & 0xffc0) === 0xfe80) return linkLocal
  if (vlan) return vlan6
  // RFC 4193
  return (high & 0xfe00) === 0xfc00 ? uniqueLocal : global6
}

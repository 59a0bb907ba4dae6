import { readdirSync } from 'node:fs'
import { addressFlags, linkFlags, type InterfaceAddress } from '@host-sflow/linux-net'
import type { Host } from '../host/host.ts'
import type { Link } from '../host/network.ts'
import type { Candidate } from './classes.ts'

/** What of a host its addresses are read from. */
export type AddressedHost = Pick<Host, 'network' | 'os' | 'files'>

/**
 * The addresses of the interfaces that are up. Not of those that an administrator has switched off, of which the C
 * daemon takes IPv4 ones (and not the IPv6 ones, which the kernel drops): nothing can reach them, and the same address
 * may be in use elsewhere by then. A cable that is out does not count: the host is still the same one.
 * Throws where the system does not tell.
 */
export function readCandidates(host: AddressedHost): Candidate[] {
  const { addresses, links } = host.network
  return addresses === undefined ? ofNode(host) : ofNetlink(addresses, links)
}

function ofNetlink(addresses: Iterable<InterfaceAddress>, links: ReadonlyMap<number, Link>): Candidate[] {
  const candidates: Candidate[] = []
  for (const { ifIndex, family, local, flags } of addresses) {
    const link = links.get(ifIndex)
    if (link === undefined || !(link.flags & linkFlags.up)) continue
    const has = (flag: number): boolean => (flags & flag) !== 0
    candidates.push({
      address: local,
      device: link.name,
      ifIndex,
      otherNames: otherNamesOf(link),
      loopback: (link.flags & linkFlags.loopback) !== 0,
      vlan: link.kind === 'vlan',
      // One flag with two meanings (linux/if_addr.h: IFA_F_SECONDARY is IFA_F_TEMPORARY).
      secondary: family === 4 && has(addressFlags.temporary),
      temporary: family === 6 && has(addressFlags.temporary),
      deprecated: has(addressFlags.deprecated),
      tentative: has(addressFlags.tentative),
      duplicate: has(addressFlags.dadFailed),
      // IFA_F_PERMANENT is what has no lifetime; the C daemon takes it for the contrary.
      dynamic: !has(addressFlags.permanent),
    })
  }
  return candidates
}

/** Where netlink is not to be had, Node knows the addresses, but not how they came about; none without carrier. */
function ofNode({ network, os, files }: AddressedHost): Candidate[] {
  const vlans = vlanDevices(files.roots.proc)
  const links = new Map([...network.links.values()].map((link) => [link.name, link]))
  return Object.entries(os.networkInterfaces()).flatMap(([device, addresses = []], position) => {
    const link = links.get(device)
    return addresses.map(({ address, internal }) => ({
      address,
      device,
      ifIndex: link?.index ?? position + 1,
      otherNames: link === undefined ? [] : otherNamesOf(link),
      loopback: internal,
      vlan: vlans.has(device),
      secondary: false,
      temporary: false,
      deprecated: false,
      tentative: false,
      duplicate: false,
      dynamic: false,
    }))
  })
}

const otherNamesOf = ({ altNames, alias }: Link): readonly string[] =>
  alias === undefined ? altNames : [...altNames, alias]

function vlanDevices(proc: string): ReadonlySet<string> {
  try {
    return new Set(readdirSync(`${proc}/net/vlan`))
  } catch {
    // No kernel support, or no VLAN.
    return new Set()
  }
}

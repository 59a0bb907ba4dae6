import { netError } from '../errors.ts'
import { littleEndian } from '../native/libc.ts'
import { forEachAttribute, readText, readU32 } from '../netlink/parse.ts'
import { ipText } from './ip-text.ts'

/** Flags of an address (linux/if_addr.h); for IPv4, `temporary` means secondary. */
export const addressFlags = {
  temporary: 0x01,
  noDad: 0x02,
  optimistic: 0x04,
  dadFailed: 0x08,
  deprecated: 0x20,
  tentative: 0x40,
  permanent: 0x80,
  manageTempAddr: 0x100,
  noPrefixRoute: 0x200,
  stablePrivacy: 0x800,
} as const

/** Reach of an address (linux/rtnetlink.h, RT_SCOPE_*). */
export const addressScope = { universe: 0, site: 200, link: 253, host: 254 } as const

/** One address of an interface, as RTM_NEWADDR describes it. */
export interface InterfaceAddress {
  readonly ifIndex: number
  readonly family: 4 | 6
  /** IFA_ADDRESS: the interface's own address, but the other end's on a point-to-point link. */
  readonly address: string
  /** This host's own address. */
  readonly local: string
  readonly prefixLength: number
  /** See {@link addressScope}. */
  readonly scope: number
  /** IFA_F_*, all 32 bits, see {@link addressFlags}. */
  readonly flags: number
  /** IPv4 only: the interface name, or an alias such as `eth0:1`. */
  readonly label: string | undefined
}

// linux/if_addr.h, linux/socket.h
const IFA = { address: 1, local: 2, label: 3, flags: 8 } as const
const families: Readonly<Record<number, 4 | 6>> = { 2: 4, 10: 6 }
/** struct ifaddrmsg: family, prefix length, flags, scope, interface index. */
const IFADDRMSG_BYTES = 8

/**
 * Parses RTM_NEWADDR and RTM_DELADDR. Undefined for families other than IPv4 and IPv6 and for messages without address.
 * Throws HSF_NET_MALFORMED.
 */
export function parseAddress(view: DataView, start: number, end: number): InterfaceAddress | undefined {
  if (end - start < IFADDRMSG_BYTES) throw netError('HSF_NET_MALFORMED', 'address message without header')
  const family = families[view.getUint8(start)]
  if (family === undefined) return undefined
  let address: string | undefined
  let local: string | undefined
  let label: string | undefined
  let flags = view.getUint8(start + 2)
  forEachAttribute(view, start + IFADDRMSG_BYTES, end, (type, from, to) => {
    if (type === IFA.address) address = ipText(view, from, to - from)
    else if (type === IFA.local) local = ipText(view, from, to - from)
    else if (type === IFA.label) label = readText(view, from, to)
    else if (type === IFA.flags) flags = readU32(view, from, to) ?? flags
  })
  const own = local ?? address
  if (own === undefined) return undefined
  return {
    ifIndex: view.getUint32(start + 4, littleEndian),
    family,
    address: address ?? own,
    local: own,
    prefixLength: view.getUint8(start + 1),
    scope: view.getUint8(start + 3),
    flags,
    label,
  }
}

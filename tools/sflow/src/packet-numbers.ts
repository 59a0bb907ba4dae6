/** EtherTypes of tags: 802.1Q, 802.1ad, and those that were in use before it. */
export const VLAN_TAGS: ReadonlySet<number> = new Set([0x8100, 0x88a8, 0x9100, 0x9200, 0x9300])

export const IP6_FRAGMENT = 44
const AUTHENTICATION = 51

// RFC 8200 section 4: hop-by-hop options, routing, fragment, authentication, destination options. Behind ESP all is
// encrypted, and behind those of later standards (mobility, HIP) comes nothing.
const IP6_EXTENSIONS = new Set([0, 43, IP6_FRAGMENT, AUTHENTICATION, 60])

/** Whether another header follows the IPv6 header of this number. */
export const isIp6Extension = (type: number): boolean => IP6_EXTENSIONS.has(type)

/** Length of the extension header at `at`, whose second byte must be there; the first one tells what follows. */
export function ip6ExtensionBytes(type: number, bytes: Buffer, at: number): number {
  if (type === IP6_FRAGMENT) return 8
  // RFC 4302 section 2.2: only this one counts in units of 4 bytes.
  return type === AUTHENTICATION ? (bytes[at + 1]! + 2) * 4 : (bytes[at + 1]! + 1) * 8
}

import { isIPv4, isIPv6 } from 'node:net'

export interface Address {
  readonly family: 'ipv4' | 'ipv6'
  readonly text: string
}

const MAPPED = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/iu
const MAPPED_HEX = /^(?:::|(?:0+:){5})ffff:([\da-f]{1,4}):([\da-f]{1,4})$/iu
/** Longest text of an IPv6 address with a zone. */
const LONGEST = 64

/** An address in its own family: IPv4 that is mapped into IPv6 is IPv4; without its zone. Undefined: not an address. */
export function parseAddress(text: string | undefined): Address | undefined {
  if (text === undefined || text.length > LONGEST) return undefined
  if (isIPv4(text)) return { family: 'ipv4', text }
  if (!isIPv6(text)) return undefined
  const mapped = MAPPED.exec(text)?.[1]
  if (mapped !== undefined) return { family: 'ipv4', text: mapped }
  const zone = text.indexOf('%')
  const bare = zone < 0 ? text : text.slice(0, zone)
  const [, high, low] = MAPPED_HEX.exec(bare) ?? []
  if (high === undefined || low === undefined) return { family: 'ipv6', text: bare }
  const bytes = [high, low].flatMap((word) => [
    Number.parseInt(word, 16) >> 8,
    Number.parseInt(word, 16) & 255,
  ])
  return { family: 'ipv4', text: bytes.join('.') }
}

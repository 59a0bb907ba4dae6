import { BlockList, isIPv4, isIPv6 } from 'node:net'
import { parseAddress, type Address } from './address.ts'

/** Whether the proxy that is `hop` connections away is believed, and is to be looked behind. */
export type Trust = (address: Address, hop: number) => boolean

/** The names that Express has for networks. */
const NAMED: Readonly<Record<string, readonly string[]>> = {
  loopback: ['127.0.0.1/8', '::1/128'],
  linklocal: ['169.254.0.0/16', 'fe80::/10'],
  uniquelocal: ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', 'fc00::/7'],
}

/** Length of the prefix that a netmask stands for; NaN: it has holes. */
function prefixOfMask(mask: string): number {
  const bits = mask.split('.').reduce((sum, byte) => sum + Number(byte).toString(2).padStart(8, '0'), '')
  return /^1*0*$/u.test(bits) ? bits.replaceAll('0', '').length : Number.NaN
}

/** Adds `address`, `address/prefix` or `address/netmask`; false: it is none of these. */
function addNetwork(list: BlockList, network: string): boolean {
  const [text = '', suffix, ...more] = network.split('/')
  const address = parseAddress(text)
  if (address === undefined || more.length > 0) return false
  if (suffix === undefined) {
    list.addAddress(address.text, address.family)
    return true
  }
  const wide = isIPv6(text) ? 128 : 32
  const given =
    wide === 32 && isIPv4(suffix)
      ? prefixOfMask(suffix)
      : /^\d{1,3}$/u.test(suffix)
        ? Number(suffix)
        : Number.NaN
  // A network within ::ffff:0:0/96 is one of IPv4.
  const prefix = wide === 128 && address.family === 'ipv4' ? given - 96 : given
  if (!(prefix >= 0 && prefix <= (address.family === 'ipv4' ? 32 : 128))) return false
  list.addSubnet(address.text, prefix, address.family)
  return true
}

function compileNetworks(networks: readonly string[]): Trust | string {
  const list = new BlockList()
  for (const name of networks) {
    const trimmed = name.trim()
    const wrong = (Object.hasOwn(NAMED, trimmed) ? NAMED[trimmed]! : [trimmed]).find(
      (network) => !addNetwork(list, network),
    )
    if (wrong !== undefined)
      return `"${wrong.slice(0, 64)}" is no address, no network, and none of ${Object.keys(NAMED).join(', ')}`
  }
  return (address) => list.check(address.text, address.family)
}

/**
 * What the option `trustProxy` says, with the meaning that it has in Express; a text says what is wrong with it.
 * Undefined: nobody is believed, the address is that of the connection.
 */
export function compileTrustProxy(option: unknown): Trust | string | undefined {
  if (option === undefined || option === false) return undefined
  if (option === true) return () => true
  if (typeof option === 'number') {
    if (!Number.isInteger(option) || option < 0) return `${option} is no number of proxies`
    return option === 0 ? undefined : (_address, hop) => hop < option
  }
  if (typeof option === 'string') return compileNetworks(option.split(','))
  if (Array.isArray(option) && option.every((entry): entry is string => typeof entry === 'string'))
    return option.length === 0 ? undefined : compileNetworks(option)
  return 'must be true, false, a number of proxies, or addresses and networks'
}

import { isIP } from 'node:net'
import { isHost } from '@host-sflow/agent-runtime'
import { formatCidr, parseCidr, type Cidr } from '../../address/cidr.ts'
import { kind, textKind } from './kind.ts'
import type { ValueKind } from '../declaration.ts'

/** An IPv4 or IPv6 address. */
export const address = textKind((text) => isIP(text) !== 0, 'an IPv4 or IPv6 address is needed', {
  placeholder: 'ADDRESS',
  describe: 'IPv4 or IPv6 address',
  jsonSchema: { type: 'string', anyOf: [{ format: 'ipv4' }, { format: 'ipv6' }] },
})

/** A host name or an address. */
export const host = textKind(isHost, whyNoHost, {
  placeholder: 'HOST',
  describe: 'host name, or IPv4 or IPv6 address',
  jsonSchema: { type: 'string', minLength: 1, maxLength: 255 },
})

/** A range of addresses, `!` in front of one to stay out of. */
export const cidr: ValueKind<Cidr> = kind({
  placeholder: '[!]ADDRESS/BITS',
  describe: 'range of addresses as ADDRESS/BITS, IPv4 also as ADDRESS/MASK; ! in front excludes it',
  jsonSchema: { type: 'string', pattern: '^!?[0-9A-Fa-f.:]+(/[0-9.]+)?$' },
  read: parseCidr,
  needed: () =>
    'a range of addresses is needed (10.0.0.0/8, 10.0.0.0/255.0.0.0, 2001:db8::/32, or !10.1.0.0/16)',
  format: formatCidr,
})

function whyNoHost(text: string): string {
  const needed = 'a host name or an IP address is needed'
  const [, bracketed, plain, port] = /^(?:\[(.*)\]|([^:]*))(?::(\d{1,5}))?$/u.exec(text) ?? []
  const name = bracketed ?? plain
  if (name === undefined || !isHost(name)) return needed
  return port === undefined
    ? `an IPv6 address stands without brackets here: ip = ${name}`
    : `the port is a setting of its own: ip = ${name} udpport = ${port}`
}

import { uuidDigits, uuidText } from '../../host/uuid.ts'
import { kind, textKind } from './kind.ts'
import type { ValueKind } from '../declaration.ts'

/** A network device: at most 15 characters (IFNAMSIZ of linux/if.h, without the NUL). */
export const device = textKind(
  (text) => /^[^\s/]{1,15}$/u.test(text),
  'the name of a network device is needed',
  {
    placeholder: 'DEVICE',
    describe: 'name of a network device',
    jsonSchema: { type: 'string', pattern: String.raw`^[^\s/]{1,15}$` },
  },
)

/** A network device, or the alias that `ip link set ... alias` gave to one (IFALIASZ: 255 characters). */
export const deviceOrAlias = textKind(
  (text) => /^[^\p{Cc}]{1,255}$/u.test(text),
  'the name or the alias of a network device is needed',
  {
    placeholder: 'DEVICE',
    describe: 'name or alias of a network device',
    jsonSchema: { type: 'string', minLength: 1, maxLength: 255 },
  },
)

// A name is a file of /var/run/netns, and a word of the shared file; a path is taken as it is, as by nsenter(1).
const NAMESPACE = /^(?:(?!\.{1,2}$)[^\s/=#\p{Cc}]{1,255}|\/[^\0]{1,4095})$/u

/** A network namespace, by name or by path. */
export const namespace = textKind(
  (text) => NAMESPACE.test(text),
  'the name of a network namespace, or its absolute path, is needed',
  {
    placeholder: 'NAMESPACE',
    describe: 'name of a network namespace (ip netns list), or its absolute path',
    jsonSchema: { type: 'string', minLength: 1, maxLength: 4096 },
  },
)

/** An absolute path of a file. */
export const path = textKind((text) => /^\/[^\0]{0,4095}$/u.test(text), 'an absolute path is needed', {
  placeholder: 'PATH',
  describe: 'absolute path',
  jsonSchema: { type: 'string', pattern: '^/', maxLength: 4096 },
})

const DOMAIN =
  /^(?!.{254})\.?(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.)*[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.?$/iu

/** A DNS domain, without the dots around it. */
export const domain: ValueKind<string> = kind({
  placeholder: 'DOMAIN',
  describe: 'DNS domain, with or without a dot in front',
  jsonSchema: { type: 'string', minLength: 1, maxLength: 255 },
  read: (text) => (DOMAIN.test(text) ? text.replaceAll(/^\.|\.$/gu, '') : undefined),
  needed: () => 'the name of a DNS domain is needed',
  format: (value) => value,
})

/** A UUID: 32 hexadecimal digits with `-`, `.` or `:` between them as one likes; the value is the bare digits. */
export const uuid: ValueKind<string> = kind({
  placeholder: 'UUID',
  describe: 'UUID, 32 hexadecimal digits with -, . or : between them',
  jsonSchema: { type: 'string', pattern: '^[0-9A-Fa-f.:-]{32,63}$' },
  read: uuidDigits,
  needed: () => 'a UUID has 32 hexadecimal digits',
  format: uuidText,
})

/** What nobody looks at. */
export const anyText = textKind((text) => text.length <= 255, 'at most 255 characters are needed', {
  placeholder: 'TEXT',
  describe: 'any text',
  jsonSchema: { type: ['string', 'number', 'boolean'] },
})

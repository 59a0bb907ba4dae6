import { createRequire } from 'node:module'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseAddress } from './address.ts'
import { clientAddress } from './client-address.ts'
import type { RequestView } from './transaction.ts'

const request = (remoteAddress: string | undefined, forwardedFor?: string): RequestView => ({
  headers: forwardedFor === undefined ? {} : { 'x-forwarded-for': forwardedFor },
  socket: { remoteAddress },
})

const client = (trustProxy: unknown, remote: string | undefined, forwardedFor?: string) =>
  clientAddress(trustProxy)?.(request(remote, forwardedFor))

test.each([
  [true, '10.0.0.1', undefined, '10.0.0.1'],
  [true, '10.0.0.1', '203.0.113.1, 10.0.0.2', '203.0.113.1'],
  [1, '10.0.0.1', '203.0.113.1, 10.0.0.2', '10.0.0.2'],
  [2, '10.0.0.1', '203.0.113.1, 10.0.0.2', '203.0.113.1'],
  [9, '10.0.0.1', '203.0.113.1, 10.0.0.2', '203.0.113.1'],
  ['loopback', '10.0.0.1', '203.0.113.1', '10.0.0.1'],
  ['loopback', '127.9.9.9', '203.0.113.1', '203.0.113.1'],
  ['loopback, 10.0.0.0/8', '::1', '1.1.1.1,2.2.2.2,10.1.1.1', '2.2.2.2'],
  [['linklocal', 'uniquelocal'], 'fe80::1%eth0', '2001:db8::1, fd00::9', '2001:db8::1'],
  [['10.0.0.0/255.255.0.0'], '10.0.9.9', '1.1.1.1', '1.1.1.1'],
  [['10.0.0.0/255.255.0.0'], '10.1.9.9', '1.1.1.1', '10.1.9.9'],
  // A socket that listens for both families tells IPv4 so.
  ['10.0.0.1', '::ffff:10.0.0.1', '::ffff:203.0.113.1', '203.0.113.1'],
  ['::ffff:10.0.0.0/104', '10.2.3.4', '1.1.1.1', '1.1.1.1'],
  // Some proxies add the port.
  [true, '10.0.0.1', '203.0.113.1:4711', '203.0.113.1'],
  [true, '10.0.0.1', '[2001:db8::7]:4711', '2001:db8::7'],
  // Whoever wrote that is the last who is known.
  [true, '10.0.0.1', '203.0.113.1, unknown, 10.0.0.2', '10.0.0.2'],
  [true, '10.0.0.1', ', ,', '10.0.0.1'],
  // A unix socket.
  ['loopback', undefined, '203.0.113.1', '203.0.113.1'],
  ['10.0.0.1', undefined, '203.0.113.1', undefined],
  ['loopback', undefined, undefined, undefined],
])('trustProxy %j: from %j with %j it is %j', (trustProxy, remote, forwardedFor, expected) => {
  expect(client(trustProxy, remote, forwardedFor)).toBe(expected)
})

test.each([undefined, false, 0, []])('trustProxy %j believes nobody', (trustProxy) => {
  expect(clientAddress(trustProxy)).toBeUndefined()
})

test.each([
  'nonsense',
  '',
  '10.0.0.0/33',
  '10.0.0.0/8/8',
  '10.0.0.0/255.0.255.0',
  '::/129',
  '::ffff:10.0.0.0/95',
  '10.0.0.0/-1',
  ['10.0.0.1', 'toString'],
  -1,
  1.5,
  Number.NaN,
  null,
  {},
  [1],
])('trustProxy %j is refused', (trustProxy) => {
  expect(() => clientAddress(trustProxy)).toThrow(TypeError)
})

// What Express itself asks.
const fromExpress = createRequire(createRequire(import.meta.url).resolve('express'))
const proxyAddress = fromExpress('proxy-addr') as ((request: object, trust: unknown) => string) & {
  compile(networks: readonly string[]): unknown
}

// That of Express does not read those that end as IPv4.
const ipV6 = fc.ipV6().filter((ip) => !ip.includes('.'))
const address = fc.oneof(
  fc.ipV4(),
  ipV6,
  fc.tuple(fc.constantFrom('10.', '127.', '192.168.'), fc.ipV4()).map(
    ([net, ip]) =>
      net +
      ip
        .split('.')
        .slice(net.split('.').length - 1)
        .join('.'),
  ),
)
const network = fc.oneof(
  fc.constantFrom('loopback', 'linklocal', 'uniquelocal'),
  address,
  fc.tuple(fc.ipV4(), fc.integer({ min: 1, max: 32 })).map(([ip, bits]) => `${ip}/${bits}`),
  // Not those so wide that mapped IPv4 is in them.
  fc.tuple(ipV6, fc.integer({ min: 97, max: 128 })).map(([ip, bits]) => `${ip}/${bits}`),
  fc.integer({ min: 4, max: 64 }).map((bits) => `2001:db8::/${bits}`),
)

test('believes whom Express believes', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.constant(true),
        fc.integer({ min: 1, max: 5 }),
        fc.array(network, { minLength: 1, maxLength: 4 }),
      ),
      address,
      fc.array(address, { maxLength: 6 }),
      (trustProxy, remote, forwarded) => {
        const headers = forwarded.length === 0 ? {} : { 'x-forwarded-for': forwarded.join(', ') }
        const trust =
          trustProxy === true
            ? () => true
            : typeof trustProxy === 'number'
              ? (_: string, hop: number) => hop < trustProxy
              : proxyAddress.compile(trustProxy)
        const expected = proxyAddress({ headers, connection: { remoteAddress: remote } }, trust)
        expect(client(trustProxy, remote, headers['x-forwarded-for'])).toBe(parseAddress(expected)?.text)
      },
    ),
  )
})

test('anything in the header is survived, in no time', () => {
  fc.assert(
    fc.property(fc.string(), fc.constantFrom(true, 3, 'loopback'), (header, trustProxy) => {
      const found = client(trustProxy, '127.0.0.1', header)
      expect(parseAddress(found)?.text).toBe(found)
    }),
  )
  const began = performance.now()
  expect(client(true, '10.0.0.1', '1.1.1.1,'.repeat(2 ** 20))).toBe('10.0.0.1')
  expect(client(true, '10.0.0.1', '1.1.1.1, '.repeat(2 ** 20) + '2.2.2.2')).toBe('1.1.1.1')
  expect(performance.now() - began).toBeLessThan(500)
})

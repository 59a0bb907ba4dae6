import { expect, it } from 'vitest'
import { viewOf } from '../../testdata/recorded.ts'
import { littleEndian } from '../native/libc.ts'
import { attribute, attributeNest, attributeU32, joinBytes } from '../netlink/encode.ts'
import { parseRoute } from './route.ts'

const header = (type: number): Uint8Array => Uint8Array.from([2, 32, 0, 0, 254, 0, 0, type, 0, 0, 0, 0])
const parse = (...parts: readonly Uint8Array[]) => {
  const bytes = joinBytes(...parts)
  return parseRoute(viewOf(bytes), 0, bytes.length)
}

it('reads device, source, gateway and MTU', () => {
  expect(
    parse(
      header(1),
      attribute(1, Uint8Array.of(192, 0, 2, 9)),
      attributeU32(4, 7),
      attribute(5, Uint8Array.of(10, 0, 0, 254)),
      attribute(7, Uint8Array.of(10, 0, 0, 1)),
      attributeNest(8, attributeU32(2, 1300)),
    ),
  ).toEqual({ type: 'unicast', ifIndex: 7, source: '10.0.0.1', gateway: '10.0.0.254', mtu: 1300 })
})

it('reads an IPv6 next hop of an IPv4 route', () => {
  const address = [0xfe, 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1]
  const family = littleEndian ? [10, 0] : [0, 10]
  expect(parse(header(1), attribute(18, Uint8Array.from([...family, ...address]))).gateway).toBe('fe80::1')
})

it('tells routes that lead nowhere, and types that it does not know', () => {
  expect([6, 7, 8, 99].map((type) => parse(header(type)).type)).toEqual([
    'blackhole',
    'unreachable',
    'prohibit',
    'other',
  ])
})

it('refuses messages that are cut', () => {
  expect(() => parse(header(1).subarray(0, 11))).toThrow('route message without header')
  expect(() => parse(header(1), Uint8Array.of(200, 0, 4, 0))).toThrow('attribute length')
})

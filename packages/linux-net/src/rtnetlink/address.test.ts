import { expect, it } from 'vitest'
import { addressSummary, ipAddressSummaries } from '../../testdata/iproute2.ts'
import type { IpAddress } from '../../testdata/iproute2.ts'
import { recordedByIp, recordedMessages, viewOf } from '../../testdata/recorded.ts'
import { attribute, joinBytes } from '../netlink/encode.ts'
import { addressFlags, parseAddress } from './address.ts'

const byText = (left: unknown, right: unknown): number =>
  JSON.stringify(left) < JSON.stringify(right) ? -1 : 1

it('reads recorded addresses as iproute2 does', () => {
  const addresses = recordedMessages('addresses').flatMap(
    ({ bytes }) => parseAddress(viewOf(bytes), 0, bytes.length) ?? [],
  )
  const expected = ipAddressSummaries(recordedByIp<IpAddress>('addresses'))
  expect(addresses.map(addressSummary).toSorted(byText)).toEqual(expected.toSorted(byText))
})

it('prefers the 32-bit flags to the 8 bits of the header', () => {
  const header = Uint8Array.from([10, 64, 0x80, 0, 4, 0, 0, 0])
  const address = attribute(1, new Uint8Array(16).fill(1))
  const parse = (bytes: Uint8Array): number | undefined => parseAddress(viewOf(bytes), 0, bytes.length)?.flags
  expect(parse(joinBytes(header, address))).toBe(addressFlags.permanent)
  expect(parse(joinBytes(header, address, attribute(8, Uint8Array.of(0, 1, 0, 0))))).toBe(
    addressFlags.manageTempAddr,
  )
})

it('passes over other families and messages without address', () => {
  const bridge = Uint8Array.from([7, 0, 0, 0, 1, 0, 0, 0])
  const empty = Uint8Array.from([2, 24, 0, 0, 1, 0, 0, 0])
  for (const bytes of [bridge, empty]) expect(parseAddress(viewOf(bytes), 0, bytes.length)).toBeUndefined()
})

import { expect, it } from 'vitest'
import { viewOf } from '../../testdata/recorded.ts'
import { attribute, attributeNest, attributeU32, joinBytes } from '../netlink/encode.ts'
import { readStandardStats, STANDARD_STATS_FIELDS, standardStatsIndex } from './standard-stats.ts'

const u64 = (value: number): Uint8Array => new Uint8Array(BigUint64Array.of(BigInt(value)).buffer)
const statistic = (id: number, value: number): Uint8Array => attributeNest(4, attribute(id, u64(value)))
const header = attributeNest(2, attributeU32(1, 7))

/** A reply in the layout of Documentation/networking/ethtool-netlink.rst, STATS_GET. */
function reply(...groups: readonly Uint8Array[]): Uint8Array {
  return joinBytes(Uint8Array.of(32, 1, 0, 0), header, ...groups)
}

const row = new Float64Array(STANDARD_STATS_FIELDS.length)
const read = (bytes: Uint8Array): number | undefined => readStandardStats(viewOf(bytes), 0, bytes.length, row)

it('reads MAC and PHY statistics by their numbers', () => {
  const mac = attributeNest(
    4,
    attributeU32(2, 1),
    attributeU32(3, 18),
    statistic(0, 1000),
    statistic(4, 3),
    statistic(18, 2 ** 40),
    statistic(21, 9),
  )
  const phy = attributeNest(4, attributeU32(2, 0), attributeU32(3, 17), statistic(0, 5))
  expect(read(reply(phy, mac))).toBe(7)
  const field = (name: keyof typeof standardStatsIndex): number | undefined => row[standardStatsIndex[name]]
  expect(field('FramesTransmittedOK')).toBe(1000)
  expect(field('FrameCheckSequenceErrors')).toBe(3)
  expect(field('BroadcastFramesReceivedOK')).toBe(2 ** 40)
  expect(field('FrameTooLongErrors')).toBe(9)
  expect(field('SymbolErrorDuringCarrier')).toBe(5)
  expect(field('LateCollisions')).toBeNaN()
})

it('passes over groups and statistics of newer kernels', () => {
  const newer = attributeNest(4, attributeU32(2, 9), statistic(0, 1))
  expect(read(reply(newer))).toBeUndefined()
  const more = attributeNest(4, attributeU32(2, 1), statistic(99, 1), statistic(3, 4))
  expect(read(reply(more))).toBe(7)
  expect(row.filter((value) => !Number.isNaN(value))).toEqual(Float64Array.of(4))
})

it('says when a driver reports nothing', () => {
  expect(read(reply(attributeNest(4, attributeU32(2, 1))))).toBeUndefined()
})

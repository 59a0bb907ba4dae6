import { expect, it } from 'vitest'
import type { LookUp } from './look-up.ts'
import { CEILING_MS, FLOOR_MS, waitMs } from './schedule.ts'

/** Least and most seconds to wait. */
const seconds = (result: LookUp, failures = 0, floorMs = FLOOR_MS): [number, number] => {
  const at = (random: number): number =>
    Math.round(waitMs(result, failures, { floorMs, ceilingMs: CEILING_MS, random: () => random }) / 10) / 100
  return [at(0), at(0.999_999)]
}
const found = (ttlS: number): LookUp => ({
  state: 'found',
  name: 'n',
  targets: [],
  txt: [],
  warnings: [],
  ttlS,
})
const off = (ttlS: number | undefined): LookUp => ({ state: 'off', why: '', ttlS })
const failed: LookUp = { state: 'failed', why: '', warnings: [] }

it('waits for the TTL and up to 10 % more, between 10 s and 1 h', () => {
  expect(seconds(found(300))).toEqual([300, 330])
  expect(seconds(found(0))).toEqual([10, 11])
  expect(seconds(found(10))).toEqual([10, 11])
  expect(seconds(found(86_400))).toEqual([3272.73, 3600])
  expect(seconds(found(2), 0, 500)).toEqual([2, 2.2])
})

it('waits for 1, 2, 4 ... 60 s after failures', () => {
  const most = [1, 2, 3, 4, 5, 6, 7, 8, 1000].map((failures) => seconds(failed, failures)[0])
  expect(most).toEqual([1, 2, 4, 8, 16, 32, 60, 60, 60])
  expect(seconds(failed, 3)).toEqual([4, 3.6])
})

it('waits as long as "no such name" holds, at most 5 min, 1 min where nobody says', () => {
  expect(seconds(off(45))).toEqual([45, 49.5])
  expect(seconds(off(0))).toEqual([10, 11])
  expect(seconds(off(3600))).toEqual([300, 330])
  expect(seconds(off(undefined))).toEqual([60, 66])
})

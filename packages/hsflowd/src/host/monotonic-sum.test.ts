import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createMonotonicSum } from './monotonic-sum.ts'

function rounds(...list: Readonly<Record<string, number>>[]): number[] {
  const sum = createMonotonicSum<string>(1)
  return list.map((members) => {
    sum.begin()
    for (const [key, value] of Object.entries(members)) sum.add(key, Float64Array.of(value))
    sum.end()
    return sum.totals[0]!
  })
}

describe('monotonic sum', () => {
  it('starts with what was counted since boot', () => {
    expect(rounds({ a: 100, b: 20 }, { a: 101, b: 22 })).toEqual([120, 123])
  })
  it('keeps what a member contributed that left', () => {
    expect(rounds({ a: 100, b: 20 }, { a: 110 }, { a: 111 })).toEqual([120, 130, 131])
  })
  it('does not take the past of a member that joins', () => {
    expect(rounds({ a: 100 }, { a: 100, b: 5000 }, { a: 100, b: 5001 })).toEqual([100, 100, 101])
  })
  it('goes on when a member starts again from zero, or wraps at 32 bits', () => {
    expect(rounds({ a: 1000 }, { a: 7 })).toEqual([1000, 1007])
    expect(rounds({ a: 2 ** 32 - 10 }, { a: 5 })).toEqual([2 ** 32 - 10, 2 ** 32 + 5])
  })
  it('takes a member that left and came back for a new one', () => {
    expect(rounds({ a: 10 }, {}, { a: 500 }, { a: 501 })).toEqual([10, 10, 10, 11])
  })
  it('goes on after a counter was unknown, without what it counted meanwhile', () => {
    expect(rounds({ a: 10, b: 1 }, { a: 20, b: Number.NaN }, { a: 30, b: 100 }, { a: 30, b: 101 })).toEqual([
      11, 21, 31, 32,
    ])
    expect(rounds({ a: Number.NaN, b: 7 }, { a: 1000, b: 8 }, { a: 1001, b: 8 })).toEqual([7, 8, 9])
  })
  it('is unknown as long as nobody counts', () => {
    expect(rounds({ a: Number.NaN }, { a: Number.NaN }, { a: 5 }, { a: 6 })).toEqual([
      Number.NaN,
      Number.NaN,
      0,
      1,
    ])
  })
  it('never falls', () => {
    const members = fc.dictionary(
      fc.constantFrom('a', 'b', 'c'),
      fc.maxSafeNat().map((n) => n % 2 ** 48),
    )
    fc.assert(
      fc.property(fc.array(members, { minLength: 1, maxLength: 20 }), (list) => {
        const totals = rounds(...list)
        expect(totals).toEqual(totals.toSorted((x, y) => x - y))
      }),
    )
  })
})

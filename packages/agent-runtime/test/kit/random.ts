import type { Random } from '../../src/clock.ts'

/** Uniform numbers in [0, 1) of 53 bits that are the same in every run: two steps of splitmix32. */
export function seededRandom(seed: number): Random {
  let state = seed | 0
  const word = (): number => {
    state = (state + 0x9e3779b9) | 0
    let z = state
    z = Math.imul(z ^ (z >>> 16), 0x85ebca6b)
    z = Math.imul(z ^ (z >>> 13), 0xc2b2ae35)
    return (z ^ (z >>> 16)) >>> 0
  }
  return () => ((word() >>> 5) * 67_108_864 + (word() >>> 6)) / 9_007_199_254_740_992
}

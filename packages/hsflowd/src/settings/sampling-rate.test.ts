import { describe, expect, test } from 'vitest'
import { samplingOfInterface } from './sampling-rate.ts'

const G = 1_000_000_000
const plain = { sampling: 400, samplingIsSet: false, applications: [] }
const rate = (...names: [string, number][]) => ({
  ...plain,
  applications: names.map(([name, sampling]) => ({ name, sampling })),
})

describe('the sampling rate of an interface', () => {
  // hsflowd.md §1.7
  test.each([
    [10_000_000, 100],
    [100_000_000, 100],
    [G, 1000],
    [2.5 * G, 2500],
    [10 * G, 10_000],
    [25 * G, 25_000],
    [40 * G, 40_000],
    [100 * G, 100_000],
    [400 * G, 400_000],
  ])('by a speed of %d bit/s', (speed, expected) => {
    expect(samplingOfInterface(plain, speed)).toEqual({ rate: expected, because: 'the speed of the link' })
  })

  test('the first that is set wins: block, speed, ratio, sampling', () => {
    const all = { ...rate(['10G', 5000], ['bps_ratio', 1_000_000]), sampling: 512, samplingIsSet: true }
    expect(samplingOfInterface(all, 10 * G, 77)).toEqual({ rate: 77, because: 'its block' })
    expect(samplingOfInterface(all, 10 * G)).toEqual({ rate: 5000, because: 'sampling.10G' })
    expect(samplingOfInterface(all, G)).toEqual({ rate: 1000, because: 'sampling.bps_ratio' })
    expect(samplingOfInterface({ ...plain, sampling: 512, samplingIsSet: true }, G)).toEqual({
      rate: 512,
      because: 'sampling',
    })
  })

  test('a plain sampling has effect on a link of known speed, unlike with the C daemon', () => {
    expect(samplingOfInterface({ ...plain, sampling: 512, samplingIsSet: true }, 10 * G).rate).toBe(512)
  })

  test('bps_ratio = 0 means sampling, as in the C daemon', () => {
    expect(samplingOfInterface(rate(['bps_ratio', 0]), 10 * G)).toEqual({ rate: 400, because: 'sampling' })
  })

  test('a speed that is not known leaves sampling', () => {
    expect(samplingOfInterface(rate(['bps_ratio', 1000]), 0)).toEqual({ rate: 400, because: 'sampling' })
  })

  test.each(['2.5G', '2500M', '2G', '2.5g'])('2.5 Gbit/s may be called %s', (name) => {
    expect(samplingOfInterface(rate([name, 9]), 2.5 * G).rate).toBe(9)
  })

  test.each([['2.5G'], ['2500M']])('of 2G and %s, the link of 2.5 Gbit/s has the latter', (name) => {
    expect(samplingOfInterface(rate(['2G', 1], [name, 9]), 2.5 * G).rate).toBe(9)
    expect(samplingOfInterface(rate(['2G', 1], [name, 9]), 2 * G).rate).toBe(1)
  })

  test('a ratio beyond the speed samples every packet', () => {
    expect(samplingOfInterface(rate(['bps_ratio', 10_000_000_000]), G).rate).toBe(1)
  })

  test('0 is none', () => {
    expect(samplingOfInterface(rate(['1G', 0]), G).rate).toBe(0)
  })
})

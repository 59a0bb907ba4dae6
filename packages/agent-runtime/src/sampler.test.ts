import { sampledHeader, type RecordInput } from '@host-sflow/sflow-encoder'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { seededRandom } from '../test/kit/random.ts'
import { createSampler, MAX_SAMPLING_RATE, type Sampler } from './sampler.ts'

const HOST = { class: 2, index: 1 }
/** About one failure in a million by chance (design §8). */
const SIGMAS = 4.9

function setUp(rate: number, random = seededRandom(rate)) {
  const samples: Record<string, unknown>[] = []
  const sampler = createSampler(
    { name: 's', dataSource: HOST, rate },
    {
      random,
      submit: (sample: RecordInput) => {
        if (sample.row !== undefined) samples.push({ ...sample.fields })
      },
      onRemove: () => undefined,
    },
  )
  return { sampler, samples }
}

/** The skips of a sampler: events from one sample to the next. */
function skips(sampler: Sampler, count: number): number[] {
  const found: number[] = []
  for (let skip = 1; found.length < count; skip++) {
    if (!sampler.take()) continue
    found.push(skip)
    skip = 0
  }
  return found
}

test.each([2, 3, 10, 400])('skips at 1 in %i are uniform in 1 to 2N-1 and independent', (rate) => {
  const { sampler } = setUp(rate)
  const count = 40_000
  const found = skips(sampler, count)
  const values = 2 * rate - 1
  expect(Math.min(...found)).toBe(1)
  expect(Math.max(...found)).toBe(values)

  const deviation = Math.sqrt((values ** 2 - 1) / 12)
  const mean = found.reduce((sum, skip) => sum + skip, 0) / count
  expect(Math.abs(mean - rate)).toBeLessThan((SIGMAS * deviation) / Math.sqrt(count))

  // χ² over the values: mean values - 1, variance twice that.
  const expected = count / values
  const frequency = new Float64Array(values + 1)
  for (const skip of found) frequency[skip]!++
  const chi2 = frequency.subarray(1).reduce((sum, seen) => sum + (seen - expected) ** 2 / expected, 0)
  expect(Math.abs(chi2 - (values - 1))).toBeLessThan(SIGMAS * Math.sqrt(2 * (values - 1)))

  // The correlation of neighbours is 0 with a standard deviation of 1/√n.
  let products = 0
  for (let i = 1; i < count; i++) products += (found[i]! - rate) * (found[i - 1]! - rate)
  expect(Math.abs(products / count / deviation ** 2)).toBeLessThan(SIGMAS / Math.sqrt(count))
})

test('a skip is as far along 1 to 2N-1 as the random number is along 0 to 1', () => {
  const rate = 100_000
  const numbers = [0, 2 ** -53, 0.25, 0.5, 0.75, 1 - 2 ** -53, 0]
  let drawn = 0
  const { sampler } = setUp(rate, () => numbers[drawn++] ?? 0)
  expect(skips(sampler, 7)).toEqual([1, 1, 50_000, 100_000, 150_000, 199_999, 1])
})

test('skips beyond 16 bits, where generators with few bits are biased, are uniform', () => {
  const rate = 100_000
  const { sampler } = setUp(rate)
  const count = 500
  const found = skips(sampler, count)
  const mean = found.reduce((sum, skip) => sum + skip, 0) / count
  const deviation = (2 * rate - 1) / Math.sqrt(12)
  expect(Math.abs(mean - rate)).toBeLessThan((SIGMAS * deviation) / Math.sqrt(count))
  expect(Math.max(...found)).toBeGreaterThan(1.9 * rate)
  expect(Math.min(...found)).toBeLessThan(0.1 * rate)
  // Every low bit is a coin of its own: of 16 bits stretched to 18, two would always be 0.
  for (let bit = 0; bit < 4; bit++) {
    const ones = found.filter((skip) => ((skip >> bit) & 1) === 1).length
    expect(Math.abs(ones - count / 2)).toBeLessThan(SIGMAS * Math.sqrt(count / 4))
  }
})

test('the greatest skip of the greatest rate is kept whole', () => {
  const { sampler } = setUp(MAX_SAMPLING_RATE, () => 1 - 2 ** -53)
  for (let i = 0; i < 1000; i++) expect(sampler.take()).toBe(false)
  expect(sampler.pool).toBe(1000)
})

test('pool = events, and samples = pool / rate within its error', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 50 }), fc.integer({ min: 0, max: 20_000 }), (rate, events) => {
      const { sampler } = setUp(rate)
      let taken = 0
      for (let i = 0; i < events; i++) if (sampler.take()) taken++
      expect(sampler.pool).toBe(events)
      // A renewal process: variance of the count = events · σ² / N³, and an offset of at most one sample.
      const sigma = Math.sqrt((events * ((2 * rate - 1) ** 2 - 1)) / 12 / rate ** 3)
      expect(Math.abs(taken - events / rate)).toBeLessThanOrEqual(SIGMAS * sigma + 1)
    }),
    { numRuns: 50, seed: 7 },
  )
})

test('1 takes every event, 0 none and counts none', () => {
  const { sampler } = setUp(1)
  for (let i = 0; i < 10; i++) expect(sampler.take()).toBe(true)
  sampler.setRate(0)
  for (let i = 0; i < 10; i++) expect(sampler.take()).toBe(false)
  expect(sampler.pool).toBe(10)
})

test('a sample carries sequence number, rate, pool, drops and interfaces', () => {
  const { sampler, samples } = setUp(1)
  const header = { row: sampledHeader, fields: { protocol: 1, frame_length: 60 } } as RecordInput
  sampler.take()
  sampler.flow([header], { format: 0, value: 3 }, { format: 0, value: 0x3fffffff })
  sampler.take()
  sampler.drop(2)
  sampler.setRate(100)
  sampler.flow([header], undefined, undefined, 1)
  expect(samples).toEqual([
    {
      sequence_number: 1,
      source_id: HOST,
      sampling_rate: 1,
      sample_pool: 1,
      drops: 0,
      input: { format: 0, value: 3 },
      output: { format: 0, value: 0x3fffffff },
      records: [header],
    },
    {
      sequence_number: 2,
      source_id: HOST,
      sampling_rate: 1,
      sample_pool: 2,
      drops: 2,
      input: { format: 0, value: 0 },
      output: { format: 0, value: 0 },
      records: [header],
    },
  ])
})

test('pool and drops wrap at 32 bits, also when the kernel samples', () => {
  const { sampler } = setUp(100)
  sampler.advance(2 ** 32 - 1)
  sampler.advance(11)
  sampler.drop(3)
  expect([sampler.pool, sampler.drops]).toEqual([10, 3])
})

test('a change of rate keeps pool and sequence; a reset starts both anew; a removed sampler is silent', () => {
  const { sampler, samples } = setUp(1)
  sampler.take()
  sampler.flow([])
  sampler.setRate(5)
  sampler.flow([])
  expect(sampler.rate).toBe(5)
  sampler.reset()
  sampler.flow([])
  expect(samples.map(({ sequence_number, sample_pool }) => [sequence_number, sample_pool])).toEqual([
    [1, 1],
    [2, 1],
    [1, 0],
  ])
  sampler.remove()
  sampler.flow([])
  expect(sampler.take()).toBe(false)
  expect(samples).toHaveLength(3)
})

test('rates that are none are taken as the nearest that is one', () => {
  const { sampler } = setUp(2 ** 33)
  expect(sampler.rate).toBe(MAX_SAMPLING_RATE)
  sampler.setRate(-5)
  expect(sampler.rate).toBe(0)
  sampler.setRate(2.4)
  expect(sampler.rate).toBe(2)
})

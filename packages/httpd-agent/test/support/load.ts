// Loads of known counts, and waiting until a collector has heard of all of them.
import { expect } from 'vitest'
import type { Load } from '../../../../tools/rigs/load.ts'
import type { Receiver } from '../../../../tools/rigs/receiver.ts'
import { lastCounts, requestsIn, type HttpCounters } from './collected.ts'

export type Method = 'option' | 'get' | 'head' | 'post' | 'put' | 'delete' | 'trace' | 'connect' | 'other'

const METHODS: readonly Method[] = [
  'option',
  'get',
  'head',
  'post',
  'put',
  'delete',
  'trace',
  'connect',
  'other',
]
const CLASSES = ['1XX', '2XX', '3XX', '4XX', '5XX', 'other'] as const

/** The counters that loads of these methods must have made, as the generators have it. */
export function expectedCounts(loads: readonly (readonly [Method, Load])[]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const method of METHODS) counts[`method_${method}_count`] = 0
  for (const name of CLASSES) counts[`status_${name}_count`] = 0
  for (const [method, { done, classes }] of loads) {
    counts[`method_${method}_count`]! += done
    for (const [index, count] of classes.entries()) counts[`status_${CLASSES[index]}_count`]! += count
  }
  return counts
}

/** The counters once they tell of so many requests, and of no more a poll later. */
export async function settledCounts(receiver: Receiver, requests: number): Promise<HttpCounters> {
  const { received } = receiver
  const counted = (): number => {
    const counts = lastCounts(received)
    return counts === undefined ? 0 : requestsIn(counts)
  }
  await receiver
    .until(`${requests} requests`, () => counted() >= requests)
    .catch((error: Error) => {
      throw new Error(`${error.message}: only ${counted()}`)
    })
  const seen = received.length
  await receiver.until(
    'one more sample of the counters',
    () => lastCounts(received.slice(seen)) !== undefined,
  )
  return lastCounts(received)!
}

/** A generator that lost nothing on its way. */
export function expectWhole(load: Load, requests: number): Load {
  expect(load).toMatchObject({ done: requests, failed: 0 })
  return load
}

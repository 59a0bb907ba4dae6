// That what http.mjs has measured was at work: each variant knows of every request that its server has got.
import { setTimeout as sleep } from 'node:timers/promises'
import { POLLING_S, variants } from './http-variants.mjs'

/** A poll may be one interval away, and a datagram waits up to a second. */
const LIMIT_MS = (POLLING_S + 5) * 1000
const LOOK_MS = 100
/** About one false alarm in a million. */
const SIGMAS = 4.9
/** Of 1 in 1. */
const LEAST_RECEIVED = 0.8

/** @throws where it was not */
export async function check(server, collector) {
  const { sampling } = variants[server.variant]
  const trouble = sampling === undefined ? await ownCount(server) : await wire(server, sampling, collector)
  if (trouble !== undefined)
    throw new Error(`${server.framework}, ${server.variant}: ${server.requests} requests, but ${trouble}`)
}

async function ownCount(server) {
  const recorded = await server.recorded()
  return recorded === undefined || recorded === server.requests ? undefined : `${recorded} recorded`
}

async function wire({ port, requests }, sampling, collector) {
  const deadline = performance.now() + LIMIT_MS
  while (collector.counted(port) !== requests && performance.now() < deadline) await sleep(LOOK_MS)
  const counted = collector.counted(port)
  if (counted !== requests) return `${counted ?? 'none'} in http_counters`
  const { samples, pool } = collector.sampled(port)
  if (pool > requests) return `a pool of ${pool}`
  // Skips are even in 1 ... 2N - 1, and so have a variance of (N^2 - N) / 3.
  const sigma = Math.sqrt((requests * (sampling - 1)) / (3 * sampling ** 2))
  const expected = requests / sampling
  // Of tens of thousands of samples in a second the collector, which has to share a core with the client, loses some.
  const least = sampling === 1 ? expected * LEAST_RECEIVED : expected - SIGMAS * sigma - 1
  if (samples < least || samples > expected + SIGMAS * sigma + (sampling > 1 ? 1 : 0))
    return `${samples} samples at 1 in ${sampling}`
  return undefined
}

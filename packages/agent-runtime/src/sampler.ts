import {
  flowSampleExpanded,
  type DataSource,
  type Interface,
  type RecordInput,
  type RecordOf,
} from '@host-sflow/sflow-encoder'
import type { Random } from './clock.ts'

/** Beyond it a skip would not fit 32 bits. */
export const MAX_SAMPLING_RATE = 2 ** 31

/** The interface of a flow whose direction or place is not known. */
export const UNKNOWN_INTERFACE: Interface = Object.freeze({ format: 0, value: 0 })

export interface SamplerOptions {
  readonly name: string
  readonly dataSource: DataSource
  /** 1 in N on average; 1: every event, 0: none. More than 2^31 counts as 2^31. */
  readonly rate: number
  /** Where another process has left the same stream of samples. */
  readonly resume?: SamplerState | undefined
}

/** How far a stream of samples has come. */
export interface SamplerState {
  /** Sequence number of the last sample. */
  readonly sequence: number
  readonly pool: number
  readonly drops: number
}

export interface SamplerContext {
  readonly random: Random
  /** Takes a sample object that is used again. */
  submit(sample: RecordInput): void
  onRemove(sampler: Sampler): void
}

/** Picks events of one data source at random and sends them as flow samples. */
export interface Sampler {
  readonly name: string
  readonly dataSource: DataSource
  readonly rate: number
  /** Events that could have been sampled, modulo 2^32 as on the wire. */
  readonly pool: number
  /** Samples that were taken and then lost for want of resources, modulo 2^32. */
  readonly drops: number
  /** Sequence number of the last sample. */
  readonly sequence: number
  readonly samples: number
  /** Offers one event; true when it is to be sampled: {@link Sampler.flow} must follow. Allocates nothing. */
  take(): boolean
  /** Where another one samples (the kernel): so many events went by. */
  advance(events: number): void
  /** So many samples were taken and could not be made or sent. */
  drop(samples?: number): void
  /** Sends a flow sample. `rate` is the one it was taken with, where that is not the present one. */
  flow(records: readonly RecordInput[], input?: Interface, output?: Interface, rate?: number): void
  /** Takes effect at once, with a new skip; pool, drops and sequence number go on. */
  setRate(rate: number): void
  /** The pool has started anew: so does the sequence number (sFlow version 5, flow_sample). */
  reset(): void
  remove(): void
}

// Slots of the state. In typed memory, because a number beyond 2^31 in a variable would be allocated at each change.
const SKIP = 0
const POOL = 1
const DROPS = 2
const SEQUENCE = 3
const RATE = 4
const SAMPLES = 5
const SLOTS = 6

/**
 * Skips are uniform in 1 to 2N-1, so their mean is N and nothing can beat with regular traffic. Math.random has
 * 52 bits: the probabilities of two skips differ by at most one millionth of their value, at any rate.
 */
export function createSampler(options: SamplerOptions, context: SamplerContext): Sampler {
  const { name, dataSource } = options
  const state = new Uint32Array(SLOTS)
  const fields = {
    sequence_number: 0,
    source_id: dataSource,
    sampling_rate: 0,
    sample_pool: 0,
    drops: 0,
    input: UNKNOWN_INTERFACE,
    output: UNKNOWN_INTERFACE,
    records: [] as readonly RecordInput[],
  }
  const sample: RecordOf<typeof flowSampleExpanded> = { row: flowSampleExpanded, fields }
  let removed = false

  function drawSkip(): void {
    state[SKIP] = 1 + Math.floor(context.random() * (2 * state[RATE]! - 1))
  }

  function setRate(rate: number): void {
    state[RATE] = Math.min(MAX_SAMPLING_RATE, Math.max(0, Math.round(rate)))
    if (state[RATE] === 0) state[SKIP] = 0
    else drawSkip()
  }

  const sampler: Sampler = {
    name,
    dataSource,
    get rate() {
      return state[RATE]!
    },
    get pool() {
      return state[POOL]!
    },
    get drops() {
      return state[DROPS]!
    },
    get sequence() {
      return state[SEQUENCE]!
    },
    get samples() {
      return state[SAMPLES]!
    },
    take() {
      if (state[SKIP] === 0) return false
      state[POOL]!++
      if (--state[SKIP]! !== 0) return false
      drawSkip()
      return true
    },
    advance(events) {
      state[POOL]! += events
    },
    drop(samples = 1) {
      state[DROPS]! += samples
    },
    flow(records, input = UNKNOWN_INTERFACE, output = UNKNOWN_INTERFACE, rate = state[RATE]!) {
      if (removed) return
      state[SEQUENCE]!++
      state[SAMPLES]!++
      fields.sequence_number = state[SEQUENCE]!
      fields.sampling_rate = rate
      fields.sample_pool = state[POOL]!
      fields.drops = state[DROPS]!
      fields.input = input
      fields.output = output
      fields.records = records
      context.submit(sample)
    },
    setRate,
    reset() {
      state[SEQUENCE] = 0
      state[POOL] = 0
      state[DROPS] = 0
    },
    remove() {
      removed = true
      setRate(0)
      context.onRemove(sampler)
    },
  }
  if (options.resume !== undefined) {
    state[SEQUENCE] = options.resume.sequence
    state[POOL] = options.resume.pool
    state[DROPS] = options.resume.drops
  }
  setRate(options.rate)
  return sampler
}

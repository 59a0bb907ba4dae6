import type { Agent, Clock, Random } from '@host-sflow/agent-runtime'
import type { Interface, RecordInput } from '@host-sflow/sflow-encoder'
import type { Settings } from '../../settings/settings.ts'
import { readAppHead } from './app-head.ts'
import { subsampling, type App } from './app.ts'
import type { Apps } from './apps.ts'
import { readCounterSample } from './counter-sample.ts'
import { refuse, Refusal } from './errors.ts'
import { KINDS, type Feedback, type Kind } from './feedback.ts'
import { operationOf, readFlowSample, statusOf } from './flow-sample.ts'
import { MESSAGES_PER_DATAGRAM, TRIES_PER_DATAGRAM } from './limits.ts'
import { isObject, member, type JsonObject } from './members.ts'
import { atMost } from './numbers.ts'
import { readRtFlow } from './rtflow.ts'
import { readRtMetric } from './rtmetric.ts'
import { createScanner, parseMessage, type Found } from './scanner.ts'

const rateOf = atMost(2 ** 32 - 1)
/** SFL_INTERNAL_INTERFACE: the host itself. */
const INTERNAL: Interface = { format: 0, value: 0x3fffffff }
const UNKNOWN: Interface = { format: 0, value: 0 }
/** So many messages of an application are read whole, so that mistakes of a new program show; then the sampled ones. */
const READ_WHOLE = 100
/** The largest flow sample, with the header of its datagram: where it does not fit, its end is cut off. */
const FLOW_SAMPLE_BYTES = 1100

export interface InputOptions {
  readonly agent: Agent
  readonly apps: Apps
  readonly clock: Clock
  readonly random: Random
  readonly settings: () => Settings
  readonly feedback: Feedback
}

/** What messages do, wherever they come from. */
export interface Input {
  /** A datagram: one message. C programs send a NUL behind it, and others more than one. */
  datagram(bytes: Buffer): void
  /** One message. */
  message(found: Found, bytes?: number): void
  /** The messages that were there are worked off: sends what must not wait. */
  endBatch(): void
}

export function createInput(options: InputOptions): Input {
  const { agent, apps, clock, random, settings, feedback } = options
  const scanner = createScanner()
  let flush = false
  /** Collectors read nothing behind such a sample: they get datagrams of their own, at the end. */
  let apart: RecordInput[] = []

  const handlers: Readonly<Record<Kind, (part: JsonObject) => void>> = {
    flow_sample: flowSample,
    counter_sample(part) {
      const head = readAppHead(part)
      const { value, unknown } = readCounterSample(part)
      apps.find(head, 1).counters(value, clock.nowMs())
      feedback.unknownMembers += unknown
      flush = true
    },
    rtmetric(part) {
      apart.push(...readRtMetric(part, settings().datagramBytes))
    },
    rtflow(part) {
      apart.push(readRtFlow(part))
    },
  }

  function flowSample(part: JsonObject): void {
    const head = readAppHead(part)
    const weight =
      (rateOf(member(part, 'sampling_rate') ?? 1) ?? refuse('sampling_rate must be a whole number')) || 1
    const operation = operationOf(part)
    if (!isObject(operation)) refuse('app_operation must be an object')
    const status = statusOf(member(operation, 'status')) ?? refuse('app_operation.status must be a number')
    const isNew = (apps.known(head)?.flows ?? 0) < READ_WHOLE
    const sample = isNew ? readFlowSample(part) : undefined
    const app = apps.find(head, weight)
    app.flows++
    if (sample !== undefined) feedback.unknownMembers += sample.unknown
    app.count(status, weight)
    if (take(app, weight)) send(app, part, weight, sample)
  }

  /**
   * Whether a message is sampled, and counts its operations into the pool. Where messages of one application stand for
   * different numbers of operations, a skip cannot serve them all: those of another number are drawn one by one.
   */
  function take({ rate, sampler }: App, weight: number): boolean {
    const every = subsampling(rate, weight)
    if (every === 0) return false
    if (every === sampler.rate) {
      sampler.advance(weight - 1)
      return sampler.take()
    }
    sampler.advance(weight)
    return random() * every < 1
  }

  function send(
    { rate, sampler }: App,
    part: JsonObject,
    weight: number,
    known: ReturnType<typeof readFlowSample> | undefined,
  ): void {
    let sample = known
    if (sample === undefined) {
      try {
        sample = readFlowSample(part)
        feedback.unknownMembers += sample.unknown
      } catch (error) {
        sampler.drop()
        throw error
      }
    }
    feedback.socketsLeftOut += sample.socketsLeftOut
    feedback.sampled++
    const { isClient } = sample
    // Where it may not fit, what matters most comes first: the last records go.
    const records =
      settings().datagramBytes < FLOW_SAMPLE_BYTES ? sample.records.toReversed() : sample.records
    const input = isClient ? INTERNAL : UNKNOWN
    const output = isClient ? UNKNOWN : INTERNAL
    sampler.flow(records, input, output, weight * subsampling(rate, weight))
  }

  /** Works off the parts of a message, each apart: a mistake in one does not void the others. */
  function workOff(value: JsonObject, text: string): void {
    let known = false
    for (const kind of KINDS) {
      const part = member(value, kind)
      if (part === undefined) continue
      known = true
      try {
        if (!isObject(part)) refuse('it must be an object')
        handlers[kind](part)
        feedback.kinds[kind]++
      } catch (error) {
        if (!(error instanceof Refusal)) throw error
        feedback.refused(kind, error.message, text)
      }
    }
    if (!known) feedback.refused('message', `it holds none of ${KINDS.join(', ')}`, text)
  }

  function message({ text, value }: Found, bytes = Buffer.byteLength(text)): void {
    feedback.messages++
    feedback.bytes += bytes
    if (settings().off) feedback.off++
    else workOff(value, text)
  }

  /** What C programs and others make of "one message": a NUL, or old bytes, behind it, or several messages. */
  function unusual(bytes: Buffer, text: string): void {
    scanner.reset()
    scanner.push(bytes)
    let count = 0
    let found = scanner.next()
    for (let tries = 0; found !== undefined && tries < TRIES_PER_DATAGRAM; tries++) {
      if (found !== false) {
        if (count === MESSAGES_PER_DATAGRAM) break
        message(found)
        count++
      }
      found = scanner.next()
    }
    if (count === 0 || found !== undefined) feedback.malformed(text)
  }

  return {
    message,
    datagram(bytes) {
      const text = bytes.toString('utf8')
      const found = parseMessage(text)
      if (found === undefined) unusual(bytes, text)
      else message(found, bytes.length)
    },
    endBatch() {
      if (flush || apart.length > 0) agent.flush()
      flush = false
      if (apart.length === 0) return
      for (const sample of apart) agent.submit(sample)
      apart = []
      agent.flush()
    },
  }
}

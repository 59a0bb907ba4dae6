import type { Agent, Poller, Sampler } from '@host-sflow/agent-runtime'
import { pollingFor, samplingFor } from '@host-sflow/config-share'
import type { DataSource } from '@host-sflow/sflow-encoder'
import type { Settings } from '../../settings/settings.ts'
import type { AppHead } from './app-head.ts'
import { counterRecords, OPERATIONS, type CounterSample, type Operation } from './counter-sample.ts'
import { SYNTHESISE_AFTER_MS } from './limits.ts'

const TICK_MS = 1000
const CLASS = 3
const HALF = 2 ** 31

/** An application that sends messages: one data source. */
export interface App extends AppHead {
  readonly index: number
  /** Flow messages so far. */
  flows: number
  /** When it was last heard of. */
  seenAtMs: number
  readonly sampler: Sampler
  /** 1 in N of its operations, of the settings. */
  readonly rate: number
  /** Counts an operation that stands for `weight` of them. */
  count(status: number, weight: number): void
  /** Sends counters of its own. */
  counters(sample: CounterSample, nowMs: number): void
  apply(settings: Settings): void
  remove(): void
}

export interface AppOptions extends AppHead {
  readonly index: number
  /** That its first message was sampled with. */
  readonly samplingRate: number
  readonly agent: Agent
  readonly settings: Settings
  readonly nowMs: number
}

/** What remains to be sampled of operations of which `own` were one message, to make it 1 in `rate`; 0: nothing. */
export const subsampling = (rate: number, own: number): number =>
  rate === 0 ? 0 : Math.max(1, Math.floor(rate / own))

/** Registers the data source. */
export function createApp(options: AppOptions): App {
  const { name, port, index, agent, nowMs, samplingRate } = options
  const dataSource: DataSource = { class: CLASS, index }
  const key = `app.${name}`
  const operations = Object.fromEntries(OPERATIONS.map((status) => [status, 0])) as Record<Operation, number>
  /** The counters as they were last sent. */
  let sent: Readonly<Record<string, unknown>> = {}
  let countersAtMs = nowMs
  let rate = samplingFor(options.settings, key)
  const intervalOf = (settings: Settings): number => pollingFor(settings, key) * TICK_MS

  const sampler = agent.addSampler({ name: key, dataSource, rate: subsampling(rate, samplingRate) })
  const poller: Poller = agent.addPoller({
    name: key,
    dataSource,
    intervalMs: intervalOf(options.settings),
    collect(now) {
      if (now - countersAtMs < SYNTHESISE_AFTER_MS) return undefined
      return prepare({})
    },
  })

  /**
   * Counters go on from one kind of sample to the other, and with them the sequence number: what the application last
   * said is what is counted on from. Only when one goes back (a restarted application) does the number begin anew,
   * which tells collectors that the difference means nothing (sFlow version 5, counters_sample).
   */
  function prepare(sample: Partial<CounterSample>): ReturnType<typeof counterRecords> {
    const counts = sample.app_operations ?? { ...operations }
    const next: Record<string, unknown> = {
      ...counts,
      user_time: sample.app_resources?.user_time,
      system_time: sample.app_resources?.system_time,
      req_delayed: sample.app_workers?.req_delayed,
      req_dropped: sample.app_workers?.req_dropped,
    }
    if (Object.entries(next).some(([counter, value]) => wentBack(sent[counter], value)))
      poller.resetSequence()
    sent = next
    return counterRecords(name, counts, sample)
  }

  return {
    name,
    port,
    index,
    flows: 0,
    seenAtMs: nowMs,
    sampler,
    get rate() {
      return rate
    },
    count(status, weight) {
      const operation = OPERATIONS[status]!
      operations[operation] = (operations[operation] + weight) % 2 ** 32
    },
    counters(sample, now) {
      countersAtMs = now
      for (const operation of OPERATIONS) {
        const value = sample.app_operations?.[operation]
        if (typeof value === 'number') operations[operation] = value
      }
      poller.send(prepare(sample))
    },
    apply(settings) {
      const nextRate = samplingFor(settings, key)
      if (nextRate !== rate) sampler.setRate(subsampling(nextRate, samplingRate))
      rate = nextRate
      const intervalMs = intervalOf(settings)
      if (intervalMs !== poller.intervalMs) poller.setIntervalMs(intervalMs)
    },
    remove() {
      sampler.remove()
      poller.remove()
    },
  }
}

/** A counter of 32 bits wraps: less than half of its range ahead is forward. */
function wentBack(from: unknown, to: unknown): boolean {
  return typeof from === 'number' && typeof to === 'number' && (to - from) >>> 0 >= HALF && to !== from
}

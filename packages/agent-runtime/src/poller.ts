import {
  countersSampleExpanded,
  type DataSource,
  type RecordInput,
  type RecordOf,
} from '@host-sflow/sflow-encoder'
import type { Clock, Random } from './clock.ts'
import { describe, messageOf, runtimeErrors, stackOf } from './errors.ts'
import type { Log } from './log/log.ts'

/** The agent's time step: intervals are whole numbers of it. */
export const TICK_MS = 1000

/** Errors whose text changes each time must not fill the log: further ones count as one condition. */
const MAX_DISTINCT_ERRORS = 8

/** The records of one sample; undefined or none: there is nothing to report, and no sample is sent. */
export type Records = readonly RecordInput[] | undefined

export interface PollerOptions {
  /** For logs and status. */
  readonly name: string
  readonly dataSource: DataSource
  /** Rounded to whole seconds, at least one; 0: off. */
  readonly intervalMs: number
  /** Sequence number of the last sample that another process has sent of the same stream. */
  readonly sequence?: number
  /** Reads the counters. `nowMs` is the monotonic time of this call: those of one tick differ by what they take. */
  collect(nowMs: number): Records | Promise<Records>
}

/** What a poller has done. */
export interface PollerStatistics {
  samples: number
  /** Collections that had nothing to report. */
  empty: number
  errors: number
  /** Collections left out because the one before had not come back. */
  skipped: number
  /** Time of the last collection. */
  lastMs: number
  maxMs: number
}

/** Sends the counters of one data source at regular intervals. */
export interface Poller {
  readonly name: string
  readonly dataSource: DataSource
  readonly intervalMs: number
  /** Sequence number of the last sample. */
  readonly sequence: number
  readonly statistics: Readonly<PollerStatistics>
  /** Takes effect at once, with a new random phase; the sequence number goes on. */
  setIntervalMs(intervalMs: number): void
  /** Sends counters that came by themselves, now and beside those of the interval; the sequence number goes on. */
  send(records: readonly RecordInput[]): void
  /** The counters have started anew: so does the sequence number (sFlow version 5, counters_sample). */
  resetSequence(): void
  /** What it polls has another name now; it stays the same data source. */
  rename(name: string): void
  /** No further sample, also not from a collection that is under way. */
  remove(): void
}

export interface PollerContext {
  readonly clock: Clock
  readonly random: Random
  readonly log: Log
  /** Takes a sample object that is used again. */
  submit(sample: RecordInput): void
  /** The tick that was last run. */
  tick(): number
  onRemove(poller: DrivenPoller): void
}

/** The agent's side of a poller. */
export interface DrivenPoller extends Poller {
  /** Whether it is to collect at this tick; if so, the next time is an interval later. */
  takeTurn(tick: number): boolean
  /** Collects now, whatever the tick; the promise is there only while an asynchronous collection runs. */
  collectNow(): Promise<void> | undefined
}

/** The first collection comes after a random 1 to `intervalMs`, so that the sources of a fleet spread over time. */
export function createPoller(options: PollerOptions, context: PollerContext): DrivenPoller {
  const { dataSource } = options
  let { name } = options
  const { clock, log } = context
  const statistics: PollerStatistics = { samples: 0, empty: 0, errors: 0, skipped: 0, lastMs: 0, maxMs: 0 }
  const fields = {
    sequence_number: options.sequence ?? 0,
    source_id: dataSource,
    records: [] as readonly RecordInput[],
  }
  const sample: RecordOf<typeof countersSampleExpanded> = { row: countersSampleExpanded, fields }
  let intervalTicks = 0
  let dueTick = Infinity
  let running: Promise<void> | undefined
  let removed = false
  const failures = new Set<string>()

  function setIntervalMs(intervalMs: number): void {
    intervalTicks = intervalMs > 0 ? Math.max(1, Math.round(intervalMs / TICK_MS)) : 0
    dueTick =
      intervalTicks === 0 ? Infinity : context.tick() + 1 + Math.floor(context.random() * intervalTicks)
  }

  function accept(records: Records, startedAtMs: number): void {
    const elapsedMs = clock.nowMs() - startedAtMs
    statistics.lastMs = elapsedMs
    statistics.maxMs = Math.max(statistics.maxMs, elapsedMs)
    if (removed) return
    for (const key of failures) log.recovered(key, `the collection works again: ${name}`)
    failures.clear()
    if (records === undefined || records.length === 0) statistics.empty++
    else submitRecords(records)
  }

  function submitRecords(records: readonly RecordInput[]): void {
    if (removed) return
    fields.sequence_number = (fields.sequence_number + 1) >>> 0
    fields.records = records
    context.submit(sample)
    fields.records = []
    statistics.samples++
  }

  function fail(error: unknown): void {
    statistics.errors++
    // Nothing would ever take back what is said of it now.
    if (removed) return
    const text = messageOf(error)
    const distinct = failures.size < MAX_DISTINCT_ERRORS ? text : ''
    const key = `HSF_POLLER_FAILED ${name} ${distinct}`
    failures.add(key)
    log.problem(key, `${describe('HSF_POLLER_FAILED', name)}: ${text}`, stackOf(error))
  }

  async function settle(promise: Promise<Records>, startedAtMs: number): Promise<void> {
    try {
      accept(await promise, startedAtMs)
    } catch (error) {
      fail(error)
    } finally {
      running = undefined
      log.recovered(`HSF_POLLER_HUNG ${name}`, `the collection has come back: ${name}`)
    }
  }

  function collectNow(): Promise<void> | undefined {
    if (running !== undefined) {
      statistics.skipped++
      const { remedy } = runtimeErrors.HSF_POLLER_HUNG
      log.problem(`HSF_POLLER_HUNG ${name}`, `${describe('HSF_POLLER_HUNG', name)} (${remedy})`)
      return undefined
    }
    const startedAtMs = clock.nowMs()
    try {
      const result = options.collect(startedAtMs)
      if (result instanceof Promise) {
        running = settle(result, startedAtMs)
        return running
      }
      accept(result, startedAtMs)
    } catch (error) {
      fail(error)
    }
    return undefined
  }

  // They are known by a name that ends here.
  function forgetTroubles(): void {
    for (const key of [...failures, `HSF_POLLER_HUNG ${name}`]) log.forget(key)
    failures.clear()
  }

  const poller: DrivenPoller = {
    get name() {
      return name
    },
    dataSource,
    statistics,
    get sequence() {
      return fields.sequence_number
    },
    get intervalMs() {
      return intervalTicks * TICK_MS
    },
    setIntervalMs,
    send: submitRecords,
    rename(next) {
      forgetTroubles()
      name = next
    },
    resetSequence() {
      fields.sequence_number = 0
    },
    remove() {
      removed = true
      dueTick = Infinity
      forgetTroubles()
      context.onRemove(poller)
    },
    takeTurn(tick) {
      if (tick < dueTick) return false
      // The phase is kept: intervals that a stall has swallowed are left out, not made up for.
      dueTick += intervalTicks * (Math.floor((tick - dueTick) / intervalTicks) + 1)
      return true
    },
    collectNow,
  }
  setIntervalMs(options.intervalMs)
  return poller
}

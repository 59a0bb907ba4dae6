import { createPacker, type RecordInput } from '@host-sflow/sflow-encoder'
import { systemClock, withinTime, type Clock, type Random } from './clock.ts'
import { describe, messageOf, runtimeErrors, stackOf } from './errors.ts'
import type { Log } from './log/log.ts'
import { createPoller, TICK_MS, type DrivenPoller, type Poller, type PollerOptions } from './poller.ts'
import { createSampler, type Sampler, type SamplerOptions } from './sampler.ts'
import { startTicker } from './ticker.ts'

/** `--once` has 5 s for everything; what does not answer by then is left out. */
const COLLECT_ALL_LIMIT_MS = 3000
/** ifIndex, VLAN, physical entity, logical entity (sFlow version 5, sflow_data_source). */
const DATA_SOURCE_CLASSES = 4

/** Who the stream comes from. */
export interface Identity {
  /** IPv4 or IPv6 address as text. */
  readonly agentAddress: string
  /** Tells the streams of one host apart (design: 100000 for hsflowd). */
  readonly subAgentId: number
}

/** Where datagrams go: {@link Collectors}, or a stand-in. */
export interface Destination {
  /** Number of receivers; with none, pollers rest. */
  readonly size: number
  /** Sends or copies before it returns: the bytes are a view of a buffer that is used again. */
  send(bytes: Uint8Array): void
}

/** Where another process has left a stream that this one is to go on with. */
export interface Resume {
  /** Sequence number of its last datagram. */
  readonly sequence: number
  /** Milliseconds since it began. */
  readonly uptimeMs: number
}

export interface AgentOptions {
  readonly identity: Identity
  readonly destination: Destination
  readonly log: Log
  readonly clock?: Clock
  readonly random?: Random
  /** 1400 unless told. */
  readonly maxDatagramBytes?: number
  readonly resume?: Resume | undefined
  /**
   * Called with the monotonic time before the collections of every tick, also of those at which nothing is due, and of
   * {@link Agent.collectAll}: what pollers share is brought up to date here, on their clock. What it throws is logged.
   */
  readonly beforeTick?: (nowMs: number) => void
}

/** What an agent has done, and what its parts have. */
export interface AgentStatistics {
  readonly datagrams: number
  readonly samples: number
  /** Samples that could not be encoded. */
  readonly sampleErrors: number
  /** Samples that were larger than a datagram and lost a tail or records. */
  readonly shortened: number
  readonly pollers: readonly Poller[]
  readonly samplers: readonly Sampler[]
}

/** One sFlow stream. */
export interface Agent {
  addPoller(options: PollerOptions): Poller
  addSampler(options: SamplerOptions): Sampler
  /** Sends any other sample: a discarded packet, rtmetric, rtflow. It may be used again on return. */
  submit(sample: RecordInput): void
  /** Sends what waits now rather than within a second. */
  flush(): void
  /** Begins to poll, and to send at the latest 1 s after a datagram's first sample. */
  start(): void
  /** One collection of every poller that is not off, at once, and all of it sent; resolves within 3 s. */
  collectAll(): Promise<void>
  /** Ends polling for good, and flushes. Close the collectors afterwards. */
  stop(): void
  /** Sequence numbers go on. */
  setAgentAddress(address: string): void
  setMaxDatagramBytes(bytes: number): void
  statistics(): AgentStatistics
}

/**
 * Creates the agent; nothing runs before {@link Agent.start}.
 * @throws SflowError when the agent address is none
 */
export function createAgent(options: AgentOptions): Agent {
  const { identity, destination, log, clock = systemClock, random = Math.random, maxDatagramBytes } = options
  // By class of data source: where several are due, interfaces come first in the datagram, physical entities (the
  // host, whose records make some collectors stumble) behind them, whichever was added first.
  const pollersByClass = Array.from({ length: DATA_SOURCE_CLASSES }, () => new Set<DrivenPoller>())
  const samplers = new Set<Sampler>()
  let sampleErrors = 0
  let tick = 0
  let stopTicker: (() => void) | undefined

  const packer = createPacker({
    ...identity,
    startedAtMs: clock.nowMs() - (options.resume?.uptimeMs ?? 0),
    sequence: options.resume?.sequence ?? 0,
    maxDelayMs: TICK_MS,
    ...(maxDatagramBytes !== undefined && { maxDatagramBytes }),
    send: (bytes) => destination.send(bytes),
  })
  const flush = (): void => packer.flush(clock.nowMs())
  const allPollers = (): DrivenPoller[] => pollersByClass.flatMap((pollers) => [...pollers])

  function saySo({ row }: RecordInput): void {
    const { remedy } = runtimeErrors.HSF_AGENT_SHORTENED
    const name = row?.name ?? 'unknown sample'
    log.problem('HSF_AGENT_SHORTENED', `${describe('HSF_AGENT_SHORTENED', name)} (${remedy})`)
  }

  function submit(sample: RecordInput): void {
    const { shortened } = packer.statistics
    try {
      packer.add(sample, clock.nowMs())
      if (packer.statistics.shortened > shortened) saySo(sample)
    } catch (error) {
      sampleErrors++
      const name = sample.row?.name ?? 'unknown sample'
      const message = `${describe('HSF_AGENT_SAMPLE', name)}: ${messageOf(error)}`
      const { remedy } = runtimeErrors.HSF_AGENT_SAMPLE
      log.problem(`HSF_AGENT_SAMPLE ${name} ${messageOf(error)}`, `${message} (${remedy})`, stackOf(error))
    }
  }

  /** Sends the counters of one round together: now, and once more when the asynchronous ones are in. */
  function flushRound(pending: readonly Promise<void>[]): void {
    flush()
    if (pending.length > 0) void Promise.all(pending).then(flush)
  }

  function prepare(): void {
    if (options.beforeTick === undefined) return
    try {
      options.beforeTick(clock.nowMs())
      log.recovered('HSF_AGENT_TICK', 'the preparation of collections works again')
    } catch (error) {
      // The counters that can be had are sent all the same.
      const { remedy } = runtimeErrors.HSF_AGENT_TICK
      log.problem(
        'HSF_AGENT_TICK',
        `${describe('HSF_AGENT_TICK', messageOf(error))} (${remedy})`,
        stackOf(error),
      )
    }
  }

  function onTick(now: number): void {
    tick = now
    prepare()
    const pending: Promise<void>[] = []
    const rests = destination.size === 0
    for (const poller of allPollers()) {
      if (!poller.takeTurn(now) || rests) continue
      const promise = poller.collectNow()
      if (promise !== undefined) pending.push(promise)
    }
    flushRound(pending)
  }

  return {
    addPoller(pollerOptions) {
      const pollers = pollersByClass[Math.min(pollerOptions.dataSource.class, DATA_SOURCE_CLASSES - 1)]!
      const poller = createPoller(pollerOptions, {
        clock,
        random,
        log,
        submit,
        tick: () => tick,
        onRemove: (removed) => pollers.delete(removed),
      })
      pollers.add(poller)
      return poller
    },
    addSampler(samplerOptions) {
      const onRemove = (removed: Sampler): void => void samplers.delete(removed)
      const sampler = createSampler(samplerOptions, { random, submit, onRemove })
      samplers.add(sampler)
      return sampler
    },
    submit,
    flush,
    start() {
      stopTicker ??= startTicker({ clock, periodMs: TICK_MS, onTick })
    },
    async collectAll() {
      prepare()
      const pending = allPollers()
        .filter(({ intervalMs }) => intervalMs > 0)
        .map((poller) => poller.collectNow())
        .filter((promise) => promise !== undefined)
      if (pending.length > 0) await withinTime(clock, Promise.all(pending), COLLECT_ALL_LIMIT_MS)
      flush()
    },
    stop() {
      stopTicker?.()
      stopTicker = undefined
      flush()
    },
    setAgentAddress: (address) => packer.setAgentAddress(address, clock.nowMs()),
    setMaxDatagramBytes: (bytes) => packer.setMaxDatagramBytes(bytes, clock.nowMs()),
    statistics: () => ({
      datagrams: packer.statistics.datagrams,
      samples: packer.statistics.samples,
      sampleErrors,
      shortened: packer.statistics.shortened,
      pollers: allPollers(),
      samplers: [...samplers],
    }),
  }
}

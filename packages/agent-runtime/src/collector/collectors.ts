import { systemClock, withinTime, type Clock, type Random } from '../clock.ts'
import type { Log } from '../log/log.ts'
import { formatCollector, type CollectorSpec } from './collector-spec.ts'
import { createCollector, type Collector, type CollectorStatus } from './collector.ts'
import { openDgramTransport } from './dgram-transport.ts'
import { lookupAll, type Lookup } from './name-resolver.ts'
import { openNativeTransport } from './native-transport.ts'
import type { OpenTransport } from './transport.ts'

const DEFAULT_REFRESH_MS = 60_000

export interface CollectorsOptions {
  /** May be empty, and may hold the same collector twice: it is served once. */
  readonly specs: readonly CollectorSpec[]
  readonly log: Log
  readonly clock?: Clock
  readonly random?: Random
  /** getaddrinfo unless told. */
  readonly lookup?: Lookup
  readonly openTransport?: OpenTransport
  /** Time between look-ups of a name, ms; 60 s ± 10 % unless told. */
  readonly refreshMs?: number
}

/** All receivers of a stream: each datagram goes to every one of them. */
export interface Collectors {
  readonly size: number
  /** Sends to all; never throws, never waits. The bytes are copied. */
  send(bytes: Uint8Array): void
  /** Replaces the list; collectors that stay keep their sockets and counters. */
  set(specs: readonly CollectorSpec[]): void
  /** Resolves when each collector is open or has failed once, at the latest after `limitMs`. */
  ready(limitMs: number): Promise<void>
  /** The address in use of each, in the order of the list; null before it is known. Cheaper than the status. */
  addresses(): (string | null)[]
  status(): CollectorStatus[]
  /** Closes all sockets, once what they have queued has left or 1 s has passed. */
  close(): Promise<void>
}

/** Node's sockets, and native ones where only those can do what the collector asks for. */
export const openTransport: OpenTransport = (options) =>
  options.device === undefined && options.namespace === undefined
    ? openDgramTransport(options)
    : openNativeTransport(options)

/** Starts connecting at once. */
export function createCollectors(options: CollectorsOptions): Collectors {
  const { log, clock = systemClock, random = Math.random, refreshMs = DEFAULT_REFRESH_MS } = options
  const context = {
    clock,
    random,
    log,
    refreshMs,
    lookup: options.lookup ?? lookupAll,
    openTransport: options.openTransport ?? openTransport,
  }
  const closing = new Set<Promise<void>>()
  let members = new Map<string, Collector>()
  let list: readonly Collector[] = []

  function retire(collector: Collector): void {
    const done = collector.close().finally(() => closing.delete(done))
    closing.add(done)
  }

  function set(specs: readonly CollectorSpec[]): void {
    const next = new Map<string, Collector>()
    for (const spec of specs) {
      const key = formatCollector(spec)
      if (!next.has(key)) next.set(key, members.get(key) ?? createCollector(spec, context))
    }
    for (const [key, collector] of members) if (!next.has(key)) retire(collector)
    members = next
    list = [...next.values()]
  }

  set(options.specs)
  return {
    get size() {
      return list.length
    },
    send(bytes) {
      for (let i = 0; i < list.length; i++) list[i]!.send(bytes)
    },
    set,
    async ready(limitMs) {
      await withinTime(clock, Promise.all(list.map(({ settled }) => settled)), limitMs)
    },
    addresses: () => list.map(({ address }) => address),
    status: () => list.map((collector) => collector.status()),
    async close() {
      set([])
      await Promise.all(closing)
    },
  }
}

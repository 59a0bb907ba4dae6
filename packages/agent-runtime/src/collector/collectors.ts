import { systemClock, withinTime, type Clock, type Random } from '../clock.ts'
import type { Log } from '../log/log.ts'
import { formatCollector, type CollectorSpec } from './collector-spec.ts'
import type { ActiveCollector, CollectorStatus } from './collector-status.ts'
import { createCollector, type Collector } from './collector.ts'
import { openDgramTransport } from './dgram-transport.ts'
import { createFailover, type Member } from './failover.ts'
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
  /** False: no socket keeps the process alive; for what is embedded in somebody else's program. */
  readonly ref?: boolean
}

/**
 * All receivers of a stream. Each datagram goes to every one of the lowest priority number that works; when none of
 * them is resolved and reachable, or all have refused datagrams for 30 s, to those of the next.
 */
export interface Collectors {
  /** Of all priorities. */
  readonly size: number
  /** Sends to the active ones; never throws, never waits. The bytes are copied. */
  send(bytes: Uint8Array): void
  /** Replaces the list; collectors that stay keep their sockets and counters. */
  set(specs: readonly CollectorSpec[]): void
  /**
   * Tells the addresses that this host has, after they have changed: sockets that send from another one are opened
   * anew, without loss. The kernel would let an IPv6 socket send from an address that is gone, for ever.
   */
  checkSources(own: ReadonlySet<string>): void
  /** Resolves when each collector is open or has failed once, at the latest after `limitMs`. */
  ready(limitMs: number): Promise<void>
  /** Those that get datagrams now, in the order of the list: the same array as long as nothing has changed. */
  active(): readonly ActiveCollector[]
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
  const failover = createFailover(log, clock)
  const context = {
    clock,
    random,
    log,
    refreshMs,
    lookup: options.lookup ?? lookupAll,
    openTransport:
      options.openTransport ?? ((transport) => openTransport({ ...transport, ref: options.ref })),
    onChange: () => failover.changed(),
  }
  const closing = new Set<Promise<void>>()
  let members = new Map<string, Member>()
  let list: readonly Member[] = []
  let shown: readonly ActiveCollector[] = []

  function retire(collector: Collector): void {
    const done = collector.close().finally(() => closing.delete(done))
    closing.add(done)
  }

  function set(specs: readonly CollectorSpec[]): void {
    const next = new Map<string, Member>()
    for (const [key, spec] of distinct(specs)) {
      const known = members.get(key)
      if (known !== undefined && priorityOf(known.spec) === priorityOf(spec)) next.set(key, known)
      else next.set(key, { spec, collector: known?.collector ?? createCollector(spec, context) })
    }
    for (const [key, { collector }] of members) if (!next.has(key)) retire(collector)
    members = next
    list = [...next.values()]
    failover.set(list)
  }

  const isShown = ({ spec, collector }: Member, i: number): boolean =>
    shown[i]?.spec === spec && shown[i].address === collector.address

  set(options.specs)
  return {
    get size() {
      return list.length
    },
    send: (bytes) => failover.send(bytes),
    set,
    checkSources(own) {
      for (const { collector } of list) collector.checkSource(own)
    },
    async ready(limitMs) {
      await withinTime(clock, Promise.all(list.map(({ collector }) => collector.settled)), limitMs)
    },
    active() {
      const { active } = failover
      if (shown.length !== active.length || !active.every(isShown))
        shown = active.map(({ spec, collector }) => ({ spec, address: collector.address }))
      return shown
    },
    status: () =>
      list.map(({ spec, collector }) => ({
        ...collector.report(),
        priority: priorityOf(spec),
        active: failover.active.some((member) => member.collector === collector),
      })),
    async close() {
      set([])
      await Promise.all(closing)
    },
  }
}

const priorityOf = ({ priority = 0 }: CollectorSpec): number => priority

/** Each receiver once, at the lowest of its priorities. */
function distinct(specs: readonly CollectorSpec[]): Map<string, CollectorSpec> {
  const found = new Map<string, CollectorSpec>()
  for (const spec of specs) {
    const key = formatCollector(spec)
    const other = found.get(key)
    if (other === undefined || priorityOf(spec) < priorityOf(other)) found.set(key, spec)
  }
  return found
}

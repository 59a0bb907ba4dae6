import type { FlowKind } from '../service/service.ts'
import type { Gauges } from '../service/gauges.ts'

/** A sample on its way to the stream: rows by name, so that it can cross from one process to another as JSON. */
export interface Flow {
  readonly kind: FlowKind
  readonly rate: number
  /** Events that could have been sampled since the last sample of this kind and origin, this one included. */
  readonly seen: number
  readonly records: readonly { readonly name: string; readonly fields: Readonly<Record<string, unknown>> }[]
}

/** Sequence number of a stream of samples, and what it has counted (modulo 2^32). */
export interface SamplerState {
  readonly sequence: number
  readonly pool: number
  readonly drops: number
}

/** All that another process needs to go on with a stream where this one has left it. */
export interface StreamState {
  /** Milliseconds since the stream began. */
  readonly uptimeMs: number
  /** Sequence number of the last datagram. */
  readonly datagrams: number
  /** Sequence numbers of the last counter samples: of requests, of operations. */
  readonly counters: Readonly<Record<FlowKind, number>>
  readonly flows: Readonly<Record<FlowKind, SamplerState>>
  /** Sums over all processes, those that are gone included; slots of `Totals`. */
  readonly totals: readonly number[]
}

/** The stream of a service; one process has it, the leader. */
export interface ServiceStream {
  /** Something was counted, here or in another process: growth since the last time, by slots of `Totals`. */
  grow(growth: ArrayLike<number>): void
  flow(flow: Flow): void
  state(): StreamState
  /** Sends what waits. */
  flush(): void
  /** Sends what waits, and ends. */
  close(): void
}

export interface OpenStreamOptions {
  /** Where another process has left it; undefined: it begins. */
  readonly resume: StreamState | undefined
  /** The processes that serve now, this one included: asked at each poll. */
  readonly gauges: () => readonly Gauges[]
  /** Called before each datagram leaves: what {@link ServiceStream.state} tells then is what others may go on with. */
  readonly beforeSend: () => void
  /** Calls {@link ServiceStream.grow} with what this process has counted by now; for who is about to read the counters. */
  readonly collect?: () => void
}

export interface ShareOptions {
  /** Names the group: who has the same key reports together. Letters, digits and dashes. */
  readonly key: string
  /** How long it looks for a leader before it leads itself: those that die sooner (workers of a cluster) look longer. */
  readonly patienceMs: number
  /** Totals of this member since it began, and its gauges. Called at least once a second. */
  readonly collect: () => { readonly totals: ArrayLike<number>; readonly gauges: Gauges | undefined }
  /** This process leads: it is to open the stream. */
  readonly open: (options: OpenStreamOptions) => ServiceStream
}

/** The part of this process in a group of processes that serve one port and are one data source to the collector. */
export interface Share {
  /** `leader` has the stream; `member` reports to another process; `alone` has a stream and no group; `joining`. */
  readonly role: 'joining' | 'leader' | 'member' | 'alone'
  /** Resolves once it has been something else than `joining`, or is closed. */
  readonly settled: Promise<void>
  flow(flow: Flow): void
  /** Hands over, or sends, all that is known now; synchronous, also while the process is ending. */
  flush(): void
  /** Leaves the group: a leader hands the stream over to another process, if there is one. */
  close(): Promise<void>
}

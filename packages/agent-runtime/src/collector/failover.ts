import type { Clock } from '../clock.ts'
import type { Log } from '../log/log.ts'
import type { CollectorSpec } from './collector-spec.ts'
import type { Collector } from './collector.ts'

const TICK_MS = 1000
/** Between two datagrams for a group that was left because it refused them. */
const PROBE_MS = 30_000
/** A line of the log has room for no more. */
const MAX_NAMES = 3

/** A collector, and what it was made from. */
export interface Member {
  readonly spec: CollectorSpec
  readonly collector: Collector
}

/** Sends to the collectors of the lowest priority number that work (RFC 2782). */
export interface Failover {
  /** Those that get every datagram now; another array when it is another group. */
  readonly active: readonly Member[]
  /** Replaces the collectors; with none, nothing goes on. */
  set(members: readonly Member[]): void
  send(bytes: Uint8Array): void
  /** A collector has changed. */
  changed(): void
}

interface Group {
  readonly priority: number
  readonly members: readonly Member[]
}

/** With a single priority nothing is judged, and no timer runs. */
export function createFailover(log: Log, clock: Clock): Failover {
  let groups: readonly Group[] = []
  let current: Group | undefined
  let active: readonly Member[] = []
  let probed: readonly Collector[] = []
  let probeAtMs = 0
  let cancelTick = (): void => undefined

  const isUsable = (group: Group): boolean =>
    group.members.some(({ collector }) => collector.usable(group === current))

  function choose(): Group | undefined {
    const usable = groups.find(isUsable)
    const awaited = groups.find(({ members }) => members.some(({ collector }) => collector.waiting))
    // At the start the first group gets the time to be resolved; later the one that works goes on meanwhile.
    const patient = current === undefined || current === awaited
    if (awaited !== undefined && patient && !isBefore(usable, awaited)) return awaited
    if (usable === undefined && awaited !== undefined) return current
    return usable ?? groups.find(isOpen) ?? groups[0]
  }

  function evaluate(): void {
    const chosen = choose()
    const from = current ?? groups[0]
    if (chosen !== undefined && from !== undefined && chosen !== from) say(from, chosen)
    current = chosen
    active = chosen?.members ?? []
    // Between groups that do not work it may go to and fro without end: that puts off no probe of one that does.
    if (chosen !== undefined && chosen !== from && isUsable(chosen)) probeAtMs = clock.nowMs() + PROBE_MS
    probed = toProbe()
  }

  /** Those that would be preferred to the present ones if they worked. */
  function toProbe(): readonly Collector[] {
    const better =
      current !== undefined && isUsable(current)
        ? groups.slice(0, groups.indexOf(current))
        : groups.filter((group) => group !== current)
    return better.flatMap(({ members }) =>
      members.map(({ collector }) => collector).filter((each) => each.open && !each.usable(false)),
    )
  }

  function say(from: Group, to: Group): void {
    const reason = reasonFor(from, to)
    const text = `collectors of priority ${describe(from)} -> priority ${describe(to)}: ${reason}`
    if (to.priority < from.priority && isUsable(to)) log.info(text)
    else log.warn(text)
  }

  function reasonFor(from: Group, to: Group): string {
    if (!isUsable(to)) return 'no group works; this one is tried on (see what was said of each collector)'
    if (to.priority < from.priority) return `priority ${to.priority} works`
    if (!isOpen(from)) return `none of priority ${from.priority} is resolved and reachable (it is tried on)`
    return `those of priority ${from.priority} have refused datagrams for 30 s (every 30 s one is sent there, to see whether it works again)`
  }

  function probe(collectors: readonly Collector[], bytes: Uint8Array): void {
    probeAtMs = clock.nowMs() + PROBE_MS
    for (const collector of collectors) collector.send(bytes)
  }

  function tick(): void {
    evaluate()
    cancelTick = clock.schedule(tick, TICK_MS)
  }

  return {
    get active() {
      return active
    },
    set(members) {
      const before = new Set(active.map(({ collector }) => collector))
      groups = byPriority(members)
      current = groups.find((group) => group.members.some(({ collector }) => before.has(collector)))
      cancelTick()
      if (groups.length > 1) tick()
      else {
        current = groups[0]
        active = members
        probed = []
      }
    },
    send(bytes) {
      // Both may change meanwhile: who is to be probed now may be in use by then, and get neither.
      const receivers = active
      const probes = probed
      for (let i = 0; i < receivers.length; i++) receivers[i]!.collector.send(bytes)
      if (probes.length > 0 && clock.nowMs() >= probeAtMs) probe(probes, bytes)
    },
    changed() {
      if (groups.length > 1) evaluate()
    },
  }
}

function byPriority(members: readonly Member[]): Group[] {
  const groups = new Map<number, Member[]>()
  for (const member of members) {
    const priority = member.spec.priority ?? 0
    const group = groups.get(priority)
    if (group === undefined) groups.set(priority, [member])
    else group.push(member)
  }
  return [...groups]
    .map(([priority, list]) => ({ priority, members: list }))
    .toSorted((a, b) => a.priority - b.priority)
}

const isOpen = ({ members }: Group): boolean => members.some(({ collector }) => collector.open)
const isBefore = (a: Group | undefined, b: Group): boolean => a !== undefined && a.priority < b.priority

function describe({ priority, members }: Group): string {
  const names = members.slice(0, MAX_NAMES).map(({ collector }) => collector.label)
  const more = members.length > MAX_NAMES ? `, ${members.length - MAX_NAMES} more` : ''
  return `${priority} (${names.join(', ')}${more})`
}

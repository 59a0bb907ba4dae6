import { SLOT, SLOTS } from '../service/totals.ts'
import { MAX_INCLUDED, type LeaderMessage, type Snapshot } from './messages.ts'
import type { StreamState } from './share.ts'

/** Who was cut off may come back; after that time what it says of itself is believed. */
const REMEMBERED_MS = 60_000

type Told = Extract<LeaderMessage, { t: 'state' }>

/** What this process knows of the stream: as a member, to go on with it; as the leader, to tell the others. */
export interface Memory {
  /** Whether there is a stream. */
  readonly known: boolean
  /** `now`: the state that the stream has now, where this process has it. */
  snapshot(now?: StreamState): Snapshot | undefined
  /** Whether this tells more than what is known. */
  isNews(snapshot: Snapshot): boolean
  /** Takes the place of all that was known. */
  learn(snapshot: Snapshot): void
  /** A further state of the stream that is known. */
  follow(told: Told): void
  /** This process leads now. `name`: of the stream, if there was none. */
  begin(name: string, state: StreamState): void
  /** The state of now, and what of whom is new in it since the last time. */
  tell(state: StreamState): Told
  /** Whether something is new in the state. */
  readonly changed: boolean
  /** What of a member's totals is not in the stream yet; from now on it is. Valid until the next call. */
  include(id: string, totals: ArrayLike<number>, withCpu: boolean): ArrayLike<number>
  /** A member comes; unless its totals are known, this much of them was in the stream. */
  enter(id: string, included: ArrayLike<number> | undefined): void
  /**
   * A member is gone. Its totals are known for a while, also if it said so: the answer to that may be lost, and it comes
   * back with the same counts.
   */
  leave(id: string): void
}

interface Entry {
  readonly included: Float64Array
  changed: boolean
  goneAtMs: number | undefined
}

/**
 * Counts reach the stream exactly once, however often who leads changes: each member says its totals since it began,
 * the leader adds what these have grown, and tells everybody with each state of the stream how much of whose totals is
 * in that state. Who goes on with a state goes on with what was in it.
 */
export function createMemory(nowMs: () => number): Memory {
  const entries = new Map<string, Entry>()
  const growth = new Float64Array(SLOTS)
  let gone: string[] = []
  let changed = false
  let stream = ''
  let version = 0
  let state: StreamState | undefined
  let stateAtMs = 0

  const keep = (next: StreamState): void => {
    state = next
    stateAtMs = nowMs()
  }

  /** The stream goes on while nobody has it. */
  const uptimeMs = (): number => (state?.uptimeMs ?? 0) + nowMs() - stateAtMs

  function set(id: string, included: ArrayLike<number>): void {
    entries.set(id, { included: Float64Array.from(included), changed: false, goneAtMs: undefined })
  }

  function forget(id: string): void {
    if (entries.delete(id)) gone.push(id)
    changed = true
  }

  /** The longest gone are the first: an entry that changes its state moves to the end. */
  function forgetOld(): void {
    for (const [id, { goneAtMs }] of entries) {
      if (goneAtMs === undefined) continue
      if (entries.size <= MAX_INCLUDED && nowMs() - goneAtMs < REMEMBERED_MS) return
      forget(id)
    }
  }

  return {
    get known() {
      return state !== undefined
    },
    get changed() {
      return changed
    },
    snapshot(now) {
      if (now !== undefined) keep(now)
      return (
        state && {
          stream,
          version,
          state: { ...state, uptimeMs: uptimeMs() },
          included: [...entries].map(([id, entry]) => [id, [...entry.included]] as const),
        }
      )
    },
    isNews(snapshot) {
      if (state === undefined) return true
      return snapshot.stream === stream ? snapshot.version > version : snapshot.state.uptimeMs > uptimeMs()
    },
    learn(snapshot) {
      ;({ stream, version } = snapshot)
      keep(snapshot.state)
      entries.clear()
      for (const [id, included] of snapshot.included) set(id, included)
    },
    follow(told) {
      version = told.version
      keep(told.state)
      for (const [id, included] of told.included) set(id, included)
      for (const id of told.gone) entries.delete(id)
    },
    begin(name, first) {
      if (state === undefined) stream = name
      keep(first)
      // Who does not come soon is gone.
      for (const entry of entries.values()) entry.goneAtMs ??= nowMs()
    },
    tell(next) {
      version++
      keep(next)
      const included: [string, number[]][] = []
      for (const [id, entry] of entries) {
        if (!entry.changed) continue
        entry.changed = false
        included.push([id, [...entry.included]])
      }
      const told: Told = { t: 'state', version, state: next, included, gone }
      gone = []
      changed = false
      return told
    },
    include(id, totals, withCpu) {
      const entry = entries.get(id)
      growth.fill(0)
      if (entry === undefined) return growth
      const { included } = entry
      for (let slot = 0; slot < SLOTS; slot++) {
        const more = totals[slot]! - included[slot]!
        if (!(more > 0)) continue
        included[slot] = totals[slot]!
        growth[slot] = !withCpu && isCpu(slot) ? 0 : more
        entry.changed = true
        changed = true
      }
      return growth
    },
    enter(id, included) {
      const known = included === undefined ? new Float64Array(SLOTS) : Float64Array.from(included)
      const entry = entries.get(id) ?? { included: known, changed: true, goneAtMs: undefined }
      entry.goneAtMs = undefined
      entries.delete(id)
      entries.set(id, entry)
      changed = true
    },
    leave(id) {
      const entry = entries.get(id)
      if (entry === undefined) return
      entry.goneAtMs = nowMs()
      entries.delete(id)
      entries.set(id, entry)
      forgetOld()
    },
  }
}

const isCpu = (slot: number): boolean => slot === SLOT.USER_MS || slot === SLOT.SYSTEM_MS

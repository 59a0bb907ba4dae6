import type { Clock } from '../clock.ts'

/** Older ones would tell collectors of rates that never were. */
export const BACKLOG_MS = 5000
const MAX_DATAGRAMS = 64

/** The first datagrams for a collector whose name or socket is still awaited: a new collector misses none of them. */
export interface Backlog {
  /** Keeps a copy; false when there is no room, or too much time has passed. */
  add(bytes: Uint8Array): boolean
  /** Takes out all that are not too old, and tells how many there were. */
  drain(): { readonly kept: readonly Uint8Array[]; readonly total: number }
}

/** Its time begins now. */
export function createBacklog(clock: Clock): Backlog {
  const startedAtMs = clock.nowMs()
  const isLate = (): boolean => clock.nowMs() - startedAtMs > BACKLOG_MS
  let datagrams: Uint8Array[] = []
  return {
    add(bytes) {
      if (isLate() || datagrams.length === MAX_DATAGRAMS) return false
      datagrams.push(bytes.slice())
      return true
    },
    drain() {
      const all = datagrams
      datagrams = []
      return { kept: isLate() ? [] : all, total: all.length }
    },
  }
}

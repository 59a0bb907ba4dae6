/**
 * Sums of counters over members that come and go. It starts as the plain sum (absolute since boot, so that a restart
 * of the daemon does not reset it) and then only rises: a member that leaves keeps what it contributed, one that joins
 * contributes what it counts from then on, one that restarts from zero goes on from there. NaN (unknown) adds nothing; its
 * member goes on from the next number. A column in which no member ever had a number stays NaN.
 */
export interface MonotonicSum<Key> {
  readonly totals: Float64Array
  /** Starts a round, in which every present member is added once. */
  begin(): void
  add(key: Key, values: Float64Array): void
  /** Ends a round: members that were not added have left. */
  end(): void
}

interface Member {
  readonly last: Float64Array
  round: number
}

const WRAP = 2 ** 32

/** Sums over rows of `columns` counters. */
export function createMonotonicSum<Key>(columns: number): MonotonicSum<Key> {
  const members = new Map<Key, Member>()
  const totals = new Float64Array(columns)
  /** 1: some member had a number there. */
  const counted = new Uint8Array(columns)
  let round = 0
  let present = 0

  function take(column: number, value: number, more: number): void {
    if (Number.isNaN(value)) {
      if (counted[column] === 0) totals[column] = Number.NaN
      return
    }
    if (counted[column] === 0) totals[column] = 0
    counted[column] = 1
    totals[column]! += more
  }

  return {
    totals,
    begin() {
      round++
      present = 0
    },
    add(key, values) {
      present++
      const member = members.get(key)
      if (member === undefined) {
        members.set(key, { last: values.slice(0, columns), round })
        for (let i = 0; i < columns; i++) take(i, values[i]!, round === 1 ? values[i]! : 0)
        return
      }
      member.round = round
      const { last } = member
      for (let i = 0; i < columns; i++) {
        take(i, values[i]!, increase(last[i]!, values[i]!))
        last[i] = values[i]!
      }
    },
    end() {
      if (present === members.size) return
      for (const [key, member] of members) if (member.round !== round) members.delete(key)
    },
  }
}

/** Some counters have 32 bits (milliseconds of diskstats, old drivers) and wrap; others fall only when they restart. */
function increase(before: number, now: number): number {
  if (now >= before) return now - before
  if (before < WRAP && before > 0.75 * WRAP && now < 0.25 * WRAP) return now - before + WRAP
  return Number.isNaN(before) ? 0 : now
}

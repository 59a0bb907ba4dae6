import type { DecodedFields, Fields, Row } from '@host-sflow/sflow-encoder'

/** Fields of a record as they were at one moment. */
export interface Snapshot {
  readonly fields: Readonly<Record<string, unknown>>
  /** ms of the agent's own clock, and of ours. */
  readonly uptime: number
  readonly arrivedMs: number
}

/** The latest record of a row, and the one before, between which rates are. */
export interface History<F extends Fields = Fields> {
  readonly row: Row<F>
  readonly now: Snapshot
  readonly before: Snapshot | undefined
}

const HALF = 2 ** 31
const MAX_SECONDS = 86_400

/** Seconds between the two; null when there is no earlier one. */
export function secondsBetween({ now, before }: Pick<History, 'now' | 'before'>): number | null {
  if (before === undefined) return null
  // The agent's clock does not know the delays of the network; ours serves when the agent was started anew.
  const byAgent = ((now.uptime - before.uptime) | 0) / 1000
  const byUs = (now.arrivedMs - before.arrivedMs) / 1000
  if (byAgent > 0 && byAgent < MAX_SECONDS) return byAgent
  return byUs > 0 ? byUs : null
}

/** The latest value of a field; null when unknown. */
export function valueOf<F extends Fields>(history: History<F>, name: keyof F & string): number | null {
  const value = history.now.fields[name] as number | bigint | null | undefined
  return value === null || value === undefined ? null : Number(value)
}

/** How much a counter rose; null when unknown, or when it was set back. A 32-bit counter may wrap. */
export function riseOf<F extends Fields>(history: History<F>, name: keyof F & string): number | null {
  const { now, before, row } = history
  const [value, old] = [now.fields[name], before?.fields[name]] as (number | bigint | null | undefined)[]
  if (value === null || value === undefined || old === null || old === undefined) return null
  if (row.fields[name]!.wire.name === 'u32') {
    const rise = (Number(value) - Number(old)) >>> 0
    return rise < HALF ? rise : null
  }
  const rise = Number(BigInt(value) - BigInt(old))
  return rise < 0 ? null : rise
}

/** Rise per second. */
export function rateOf<F extends Fields>(history: History<F>, name: keyof F & string): number | null {
  const seconds = secondsBetween(history)
  const rise = riseOf(history, name)
  return seconds === null || rise === null ? null : rise / seconds
}

/** A sum in which unknown parts count as nothing; null when all are unknown. */
export function sumOf(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null)
  return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0)
}

/** Typed fields of the latest record. */
export const fieldsOf = <F extends Fields>(history: History<F>): DecodedFields<F> =>
  history.now.fields as DecodedFields<F>

import { isDeepStrictEqual } from 'node:util'
import { plain } from '@host-sflow/agent-runtime'
import type { SflowColumns, SflowRow } from './state.ts'

/** In the order in which they are told. */
const NAMES = ['agent', 'header', 'polling', 'sampling', 'targets'] as const satisfies (keyof SflowColumns)[]

/** The columns of `wanted` that a row has otherwise. */
export function differences(row: SflowColumns, wanted: SflowColumns): Partial<SflowColumns> {
  const different = NAMES.filter(
    (name) => !isDeepStrictEqual(comparable(row[name]), comparable(wanted[name])),
  )
  return Object.fromEntries(different.map((name) => [name, wanted[name]]))
}

/** Sets have no order. */
const comparable = (value: SflowColumns[keyof SflowColumns]): unknown =>
  typeof value === 'object' ? value.toSorted() : value

/** `agent=eth0 header=128 ... targets=10.0.0.1:6343,10.0.0.2:6343`, of the columns that are there. */
export const describeColumns = (columns: Partial<SflowColumns>): string =>
  NAMES.filter((name) => name in columns)
    .map((name) => `${name}=${valueText(columns[name])}`)
    .join(' ')

const valueText = (value: SflowColumns[keyof SflowColumns]): string =>
  value === undefined ? '(none)' : typeof value === 'object' ? value.join(',') || '(none)' : String(value)

/** Ten targets of IPv6 are half of it. */
const MOST_CHARACTERS = 1000

/** A row with all that it holds, which may be anything: on one line, and no longer than a line can bear. */
export function describeRow(row: SflowRow): string {
  const ids = [...row.externalIds].map(([key, value]) => ` external_ids:${key}=${value}`)
  return `${row.uuid} (${plain(`${describeColumns(row)}${ids.join('')}`, MOST_CHARACTERS)})`
}

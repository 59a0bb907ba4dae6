import { misread } from './misread.ts'

/** One value of the database (RFC 7047 section 5.1). */
export type Atom = string | number | boolean | { readonly uuid: string }

/** What a column of a row holds: a set, of one where it is a single value, or a map. */
export type Cell =
  { readonly atoms: readonly Atom[] } | { readonly pairs: readonly (readonly [key: Atom, value: Atom])[] }

/** A row, by its columns. */
export type Row = ReadonlyMap<string, Cell>

/** RFC 4122, as the database prints it. */
export const UUID = /^[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}$/i

/** The only value of a column. @throws OvsError HSF_OVS_OUTPUT */
export function one<T>(row: Row, column: string, as: (atom: Atom) => T | undefined): T {
  return optional(row, column, as) ?? fail(row, column)
}

/** The value of a column, if it has one. @throws OvsError HSF_OVS_OUTPUT */
export function optional<T>(row: Row, column: string, as: (atom: Atom) => T | undefined): T | undefined {
  const values = all(row, column, as)
  return values.length > 1 ? fail(row, column) : values[0]
}

/** The values of a column. @throws OvsError HSF_OVS_OUTPUT */
export function all<T>(row: Row, column: string, as: (atom: Atom) => T | undefined): T[] {
  const cell = row.get(column)
  if (cell === undefined || !('atoms' in cell)) return fail(row, column)
  return cell.atoms.map((atom) => as(atom) ?? fail(row, column))
}

/** A map of strings; empty where there is no such column. @throws OvsError HSF_OVS_OUTPUT */
export function stringMap(row: Row, column: string): Map<string, string> {
  const cell = row.get(column)
  if (cell === undefined) return new Map()
  if (!('pairs' in cell)) return fail(row, column)
  return new Map(
    cell.pairs.map(([key, value]) => [
      asString(key) ?? fail(row, column),
      asString(value) ?? fail(row, column),
    ]),
  )
}

export const asString = (atom: Atom): string | undefined => (typeof atom === 'string' ? atom : undefined)
export const asInteger = (atom: Atom): number | undefined =>
  typeof atom === 'number' && Number.isInteger(atom) ? atom : undefined
export const asUuid = (atom: Atom): string | undefined => (typeof atom === 'object' ? atom.uuid : undefined)

function fail(row: Row, column: string): never {
  const cell = row.get(column)
  if (cell === undefined) throw misread('a column is missing', column)
  throw misread(`the column ${column} is of another kind`, JSON.stringify(cell))
}

import { UUID, type Atom, type Cell, type Row } from './cell.ts'
import { misread } from './misread.ts'

/** A table as `--format=json` prints it. */
export interface Table {
  readonly columns: readonly string[]
  readonly rows: readonly Row[]
}

/** Reads one line of `--format=json`: ovs-vsctl(8), values as in RFC 7047 section 5.1. @throws OvsError HSF_OVS_OUTPUT */
export function parseJsonTable(line: string): Table {
  const table = parse(line)
  if (!isObject(table)) throw misread('not a table', line)
  const { headings, data } = table
  if (!Array.isArray(headings) || !headings.every((name) => typeof name === 'string'))
    throw misread('a table without headings', line)
  if (!Array.isArray(data)) throw misread('a table without data', line)
  return { columns: headings, rows: data.map((cells) => rowOf(headings, cells)) }
}

function rowOf(headings: readonly string[], cells: unknown): Row {
  if (!Array.isArray(cells) || cells.length !== headings.length)
    throw misread('a row that does not fit its headings', textOf(cells))
  return new Map(headings.map((name, at) => [name, cellOf(cells[at])]))
}

function cellOf(value: unknown): Cell {
  if (Array.isArray(value) && value.length === 2 && Array.isArray(value[1])) {
    const [kind, members] = value as [unknown, unknown[]]
    if (kind === 'set') return { atoms: members.map(atomOf) }
    if (kind === 'map') return { pairs: members.map(pairOf) }
  }
  return { atoms: [atomOf(value)] }
}

function pairOf(value: unknown): [Atom, Atom] {
  if (!Array.isArray(value) || value.length !== 2) throw misread('not a pair of a map', textOf(value))
  return [atomOf(value[0]), atomOf(value[1])]
}

function atomOf(value: unknown): Atom {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value
  if (Array.isArray(value) && value.length === 2) {
    const [kind, uuid] = value as [unknown, unknown]
    if (kind === 'uuid' && typeof uuid === 'string' && UUID.test(uuid)) return { uuid }
  }
  throw misread('not a value', textOf(value))
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    throw misread('not JSON', line)
  }
}

function textOf(value: unknown): string {
  try {
    return JSON.stringify(value)
  } catch {
    // Nested deeper than the stack.
    return typeof value
  }
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null

import { UUID, type Atom, type Cell, type Row } from './cell.ts'
import { misread } from './misread.ts'

/** Far beyond any value of a column that is read. */
const MAX_LINE_CHARACTERS = 65_536

/**
 * Reads what `list` prints as text, records of several tables one after the other: lines `column : value`. A record begins
 * with its `_uuid`: between records there is an empty line, between tables not in all versions. Other columns than
 * `columns` are left out.
 * @throws OvsError HSF_OVS_OUTPUT
 */
export function parseTextRecords(output: string, columns: ReadonlySet<string>): Row[] {
  const records: Map<string, Cell>[] = []
  for (const line of output.split('\n')) {
    if (line === '') continue
    const [, column, value] = /^(\w+) *: (.*)$/su.exec(line) ?? []
    if (column === undefined || value === undefined) throw misread('not a column and its value', line)
    if (column === '_uuid') records.push(new Map())
    const record = records.at(-1)
    if (record === undefined) throw misread('a record without its _uuid', line)
    if (columns.has(column)) record.set(column, cellOf(value.trimEnd()))
  }
  return records
}

interface Reader {
  /** Takes what comes next if it is this. */
  skip(token: string): boolean
  /** @throws OvsError */
  atom(): Atom
  isAtEnd(): boolean
}

function cellOf(text: string): Cell {
  if (text.length > MAX_LINE_CHARACTERS) throw misread('a value without end', text)
  const reader = read(text)
  const cell = reader.skip('[')
    ? { atoms: list(reader, ']', () => reader.atom(), text) }
    : reader.skip('{')
      ? { pairs: list(reader, '}', () => pair(reader, text), text) }
      : { atoms: [reader.atom()] }
  if (!reader.isAtEnd()) throw misread('more than a value', text)
  return cell
}

function list<T>(reader: Reader, end: string, member: () => T, text: string): T[] {
  const members: T[] = []
  if (reader.skip(end)) return members
  do members.push(member())
  while (reader.skip(', '))
  if (!reader.skip(end)) throw misread('a list without its end', text)
  return members
}

function pair(reader: Reader, text: string): [Atom, Atom] {
  const key = reader.atom()
  if (!reader.skip('=')) throw misread('not a pair of a map', text)
  return [key, reader.atom()]
}

function read(text: string): Reader {
  // Strings that could be taken for anything else are quoted, as in JSON (ovs-vsctl(8), Database Values).
  const token = /"(?:[^"\\]|\\.)*"|[^\s"=,[\]{}]+/suy
  let at = 0
  return {
    skip(expected) {
      const found = text.startsWith(expected, at)
      if (found) at += expected.length
      return found
    },
    atom() {
      token.lastIndex = at
      const [word] = token.exec(text) ?? []
      if (word === undefined) throw misread('not a value', text)
      at += word.length
      return word.startsWith('"') ? quoted(word) : bare(word)
    },
    isAtEnd: () => at === text.length,
  }
}

function bare(word: string): Atom {
  if (UUID.test(word)) return { uuid: word }
  if (/^-?\d/.test(word)) return Number(word)
  return word === 'true' || word === 'false' ? word === 'true' : word
}

function quoted(word: string): string {
  try {
    return JSON.parse(word) as string
  } catch {
    throw misread('not a string', word)
  }
}

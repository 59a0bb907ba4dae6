import { scanJson, type JsonNode } from './json-scanner.ts'
import type { Problem, Token } from './lexer.ts'
import { error, type Entry } from './tree.ts'

/** Whether the text of a configuration is its JSON form: no text form begins with a brace. */
export const isJsonForm = (source: string): boolean => source.trimStart().startsWith('{')

/**
 * Reads the JSON form of a configuration into the entries that `parseTree` makes of the text form:
 * `{ "sflow": { "polling": 20, "collector": [ { "ip": "10.0.0.50" } ] } }`. Objects are blocks, a list gives its key
 * several times, true and false are on and off. `isBlock` tells whether a key at a path opens a block.
 */
export function readJsonForm(
  source: string,
  isBlock: (path: readonly string[]) => boolean,
  problems: Problem[],
): Entry[] {
  const root = scanJson(source, problems)
  if (root?.kind !== 'object') return []
  // What editors look up for completion.
  const members = root.members.filter(({ key, value }) => key.text !== '$schema' || value.kind !== 'string')
  return entriesOf({ ...root, members }, [], isBlock, problems)
}

function entriesOf(
  { members }: Extract<JsonNode, { kind: 'object' }>,
  path: readonly string[],
  isBlock: (path: readonly string[]) => boolean,
  problems: Problem[],
): Entry[] {
  const seen = new Set<string>()
  return members.flatMap(({ key, value }) => {
    const name = key.text.toLowerCase()
    if (seen.has(name))
      problems.push(error(key, `"${key.text}" is given twice: several values stand in a list, [ ..., ... ]`))
    seen.add(name)
    const here = [...path, name]
    if (value.kind !== 'array') return entryOf(key, value)
    // Each with its own place: of several collectors the one that is wrong is shown.
    return value.items.flatMap((item) =>
      entryOf({ ...key, line: item.line, column: item.column, length: item.length }, item),
    )

    function entryOf(at: Token, node: JsonNode): Entry[] {
      if (node.kind === 'object')
        return [{ key: at, value: undefined, block: entriesOf(node, here, isBlock, problems) }]
      if (node.kind === 'array') problems.push(error(at, 'a list cannot stand in a list'))
      else if (node.text === 'null' && node.kind === 'word')
        problems.push(error(at, `null is no value: leave "${key.text}" out`))
      else if (isBlock(here))
        problems.push(error(at, `"${key.text}" is a block: write "${key.text}": { ... }`))
      else return [{ key: at, value: valueOf(node), block: undefined }]
      return []
    }
  })
}

function valueOf(node: Extract<JsonNode, { text: string }>): Token {
  const { line, column, length, kind, text } = node
  const plain =
    kind === 'number' ? plainNumber(text) : kind === 'word' ? (text === 'true' ? 'on' : 'off') : text
  return { line, column, length, quoted: true, text: plain }
}

/** 1e3 and 1000.0 are the integer 1000 in JSON: digits are what the text form has. */
const plainNumber = (text: string): string => (/^-?\d+$/.test(text) ? text : String(Number(text)))

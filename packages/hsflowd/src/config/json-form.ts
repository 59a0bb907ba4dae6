import type { Block } from './declaration.ts'
import { blockOf, keyOf } from './grammar/lookup.ts'
import { scanJson, type JsonMember, type JsonNode } from './json-scanner.ts'
import { error, type Problem, type Token } from './lexer.ts'
import type { Entry } from './tree.ts'

type Scalar = Extract<JsonNode, { text: string }>

/** Whether the text of a configuration is its JSON form: no text form begins with a brace. */
export const isJsonForm = (source: string): boolean => source.trimStart().startsWith('{')

/**
 * Reads the JSON form of a configuration into the entries that `parseTree` makes of the text form:
 * `{ "sflow": { "polling": 20, "collector": [ { "ip": "10.0.0.50" } ] } }`. Objects are blocks, a list gives its key
 * several times, true and false are on and off. Never throws.
 */
export function readJsonForm(source: string, grammar: Block, problems: Problem[]): Entry[] {
  const root = scanJson(source, problems)
  if (root?.kind !== 'object') return []
  // What editors look up for completion.
  const members = root.members.filter(({ key, value }) => key.text !== '$schema' || value.kind !== 'string')
  return entriesOf(members, grammar, problems)
}

function entriesOf(members: readonly JsonMember[], inside: Block | undefined, problems: Problem[]): Entry[] {
  const seen = new Set<string>()
  return members.flatMap(({ key, value }) => {
    const name = key.text.toLowerCase()
    if (seen.has(name))
      problems.push(error(key, `"${key.text}" is given twice: several values stand in a list, [ ..., ... ]`))
    seen.add(name)
    return memberEntries(key, value, inside, problems)
  })
}

function memberEntries(key: Token, value: JsonNode, inside: Block | undefined, problems: Problem[]): Entry[] {
  const block = inside && blockOf(inside, key.text)
  const declared = inside && keyOf(inside, key.text)
  if (value.kind !== 'array') return entryOf(key, value)
  if (!(block ?? declared ?? { repeat: true }).repeat)
    problems.push(error(value, `"${key.text}" is given once, not as a list`))
  // Each with its own place: of several collectors the one that is wrong is shown.
  return value.items.flatMap((item) => entryOf({ ...key, ...placeOf(item) }, item))

  function entryOf(at: Token, node: JsonNode): Entry[] {
    if (node.kind === 'object')
      return [{ kind: 'block', key: at, declared: block, entries: entriesOf(node.members, block, problems) }]
    if (node.kind === 'array') problems.push(error(at, 'a list cannot stand in a list'))
    else if (node.kind === 'word' && node.text === 'null')
      problems.push(error(node, `null is no value: leave "${key.text}" out`))
    else if (block !== undefined && declared === undefined)
      problems.push(error(at, `"${key.text}" is a block: write "${key.text}": { ... }`))
    else if (
      node.kind === 'word' &&
      declared !== undefined &&
      declared.value.jsonSchema['type'] !== 'boolean'
    )
      problems.push(error(node, `${node.text} is no value of "${key.text}": ${declared.value.describe}`))
    else return [{ kind: 'key', key: at, declared, value: valueOf(node) }]
    return []
  }
}

const placeOf = ({ line, column, length }: JsonNode) => ({ line, column, length })

function valueOf(node: Scalar): Token {
  return { ...placeOf(node), quoted: true, text: valueText(node) }
}

function valueText({ kind, text }: Scalar): string {
  if (kind === 'word') return text === 'true' ? 'on' : 'off'
  // 1e3 and 1000.0 are the integer 1000 in JSON: digits are what the text form has.
  return kind === 'number' && !/^-?\d+$/.test(text) ? String(Number(text)) : text
}

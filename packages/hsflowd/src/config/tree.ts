import type { Block, Key } from './declaration.ts'
import { blockOf, keyOf } from './grammar/lookup.ts'
import { error, type Problem, type Token } from './lexer.ts'

/** A key with its value, or a block with its entries; `declared` is its row of the grammar, if it has one. */
export type Entry =
  | {
      readonly kind: 'key'
      readonly key: Token
      readonly declared: Key | undefined
      readonly value: Token | undefined
    }
  | {
      readonly kind: 'block'
      readonly key: Token
      readonly declared: Block | undefined
      readonly entries: readonly Entry[]
    }

const MAX_DEPTH = 3
const MAX_SHOWN_LENGTH = 60

/** The value in whose place a template has `{{ name }}`: no value is so, unless in quotes. */
export const PLACEHOLDER = '{{'

/** Arranges tokens as entries. The grammar tells which words open a block: blocks and values look alike. */
export function parseTree(tokens: readonly Token[], grammar: Block, problems: Problem[]): Entry[] {
  const rest = [...tokens]
  // Braces may have gone with it.
  const unsure = rest.some(({ open }) => open === true)
  let at = 0

  function entriesOf(inside: Block | undefined, depth: number, opened: Token | undefined): Entry[] {
    const list: Entry[] = []
    for (;;) {
      const key = rest[at]
      if (key === undefined) {
        if (opened !== undefined && !unsure)
          problems.push(error(opened, 'this block is not closed: a "}" is missing'))
        return list
      }
      at++
      if (isBrace(key, '}')) {
        if (opened !== undefined) return list
        problems.push(error(key, 'this "}" closes nothing'))
      } else if (isBrace(key, '{')) {
        const value = touching(rest[at - 2], key)
        problems.push(
          error(key, value === undefined ? 'a block needs a name in front of "{"' : inQuotes(value)),
        )
        skipBlock()
        // What is left of that value.
        if (value !== undefined && touching(rest[at - 1], rest[at]) !== undefined && !isBrace(rest[at]!, '}'))
          at++
      } else if (!key.quoted && /^,+$/u.test(key.text)) problems.push(strayComma(key))
      else list.push(entryOf(inside, depth, key))
    }
  }

  // Without recursion: a file may open any number of blocks.
  function skipBlock(): void {
    for (let depth = 1; depth > 0 && at < rest.length; at++) {
      if (isBrace(rest[at]!, '{')) depth++
      else if (isBrace(rest[at]!, '}')) depth--
    }
  }

  function entryOf(inside: Block | undefined, depth: number, key: Token): Entry {
    const next = rest[at]
    const block = inside && blockOf(inside, key.text)
    const declared = inside && keyOf(inside, key.text)
    if (next !== undefined && isBrace(next, '{')) {
      if (declared !== undefined && isPlaceholder(next, rest[at + 1]))
        return { kind: 'key', key, declared, value: placeholder(next) }
      at++
      if (depth < MAX_DEPTH)
        return { kind: 'block', key, declared: block, entries: entriesOf(block, depth + 1, next) }
      problems.push(error(key, `blocks are nested more than ${MAX_DEPTH} deep`))
      skipBlock()
      return { kind: 'block', key, declared: block, entries: [] }
    }
    if (block === undefined || declared !== undefined)
      return { kind: 'key', key, declared, value: valueOf(inside, key, declared) }
    problems.push(error(key, `"${key.text}" is a block: write ${key.text} { ... }`))
    while (rest[at]?.line === key.line && !isBrace(rest[at]!, '}')) at++
    return { kind: 'block', key, declared: block, entries: [] }
  }

  function valueOf(inside: Block | undefined, key: Token, declared: Key | undefined): Token | undefined {
    const value = rest[at]
    if (value === undefined || isBrace(value, '}') || isBrace(value, '{')) return undefined
    if (value.line !== key.line && !standsAlone(inside, value)) return undefined
    at++
    const comma = value.quoted || declared === undefined ? -1 : value.text.indexOf(',')
    if (comma < 0 || declared!.value.schema.safeParse(value.text).success) return value
    // What follows the comma is the next key.
    const behind = value.text.slice(comma).replace(/^,+/u, '')
    const part = (from: number, to: number): Token => ({
      ...value,
      text: value.text.slice(from, to),
      column: value.column + from,
      length: to - from,
    })
    problems.push(strayComma(part(comma, value.length - behind.length)))
    if (behind !== '') rest[--at] = part(value.length - behind.length, value.length)
    return comma === 0 ? undefined : part(0, comma)
  }

  /** `{{ name }}`, as templates have it, as one value. */
  function placeholder(open: Token): Token {
    at++
    skipBlock()
    const end = rest[at - 1]!
    const length = end.line === open.line ? end.column + end.length - open.column : open.length
    return { ...open, text: PLACEHOLDER, length }
  }

  // A value stands on the line of its key, so that one that was forgotten does not swallow the next key; or it has the
  // next line for itself.
  function standsAlone(inside: Block | undefined, value: Token): boolean {
    const next = rest[at + 1]
    if (next !== undefined && !isBrace(next, '}') && next.line === value.line) return false
    if (next !== undefined && isBrace(next, '{')) return false
    return (
      inside !== undefined &&
      blockOf(inside, value.text) === undefined &&
      keyOf(inside, value.text) === undefined
    )
  }

  return entriesOf(grammar, 0, undefined)
}

const isBrace = (token: Token, brace: '{' | '}'): boolean => !token.quoted && token.text === brace

const isPlaceholder = (open: Token, next: Token | undefined): boolean =>
  next !== undefined && isBrace(next, '{') && next.line === open.line && next.column === open.column + 1

/** The token in front of another one, where nothing separates them. */
const touching = (front: Token | undefined, token: Token | undefined): Token | undefined =>
  front !== undefined && front.line === token?.line && front.column + front.length === token.column
    ? front
    : undefined

const inQuotes = ({ text }: Token): string =>
  `a value that contains braces stands in quotes: "${text.slice(0, MAX_SHOWN_LENGTH)}{..."`

const strayComma = (token: Token): Problem =>
  error(token, 'a comma separates nothing here: remove it, a blank or the end of the line is enough')

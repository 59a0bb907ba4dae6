import type { Place, Problem, Token } from './lexer.ts'

/** A JSON value, and where it stands. Texts are unescaped; numbers are as they are written. */
export type JsonNode = Place & { readonly length: number } & (
    | { readonly kind: 'object'; readonly members: readonly JsonMember[] }
    | { readonly kind: 'array'; readonly items: readonly JsonNode[] }
    | { readonly kind: 'string' | 'number' | 'word'; readonly text: string }
  )

/** A key of an object with its value. */
export interface JsonMember {
  readonly key: Token
  readonly value: JsonNode
}

// The deepest configuration has four levels of objects and a list in each.
const MAX_DEPTH = 10
const BLANK = /[ \t\r\n]/
const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/
const WORDS: ReadonlySet<string> = new Set(['true', 'false', 'null'])
// A text that is not closed takes the rest of its line: reading stays linear, whatever stands there.
const DOUBLE_QUOTED = /"((?:[^"\\\n]|\\[^\n])*)("|.*)/y
const SINGLE_QUOTED = /'([^'\n]*)('?)/y
const BARE = /[^\s,:{}[\]"']+/y
const ESCAPE = /\\(?:u([0-9a-fA-F]{4})|([^\n]))/g
const ESCAPES: Readonly<Record<string, string>> = {
  '"': '"',
  '\\': '\\',
  '/': '/',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
}

/**
 * Reads strict JSON (RFC 8259) with the place of every key and value, which JSON.parse does not tell. After a slip that
 * people make (a comment, a missing or surplus comma, a text without quotes) it reads on, so that all errors of a file
 * are found; after any other it ends with what it has.
 */
export function scanJson(source: string, problems: Problem[]): JsonNode | undefined {
  // A byte order mark is none of the first line's columns.
  let at = source.startsWith('\uFEFF') ? 1 : 0
  let line = 1
  let lineStart = at
  let depth = 0
  let ended = false

  const place = (): Place => ({ line, column: at - lineStart + 1 })
  function slip(message: string, length = 1, where = place()): void {
    if (!ended) problems.push({ severity: 'error', message, line: where.line, column: where.column, length })
  }
  function giveUp(message: string, where?: Place): void {
    slip(message, 1, where)
    ended = true
    at = source.length
  }

  function skipBlank(): void {
    while (at < source.length) {
      const char = source[at]!
      if (char === '#' || source.startsWith('//', at)) {
        slip('JSON has no comments', char === '#' ? 1 : 2)
        const end = source.indexOf('\n', at)
        at = end < 0 ? source.length : end
      } else if (char === '\n') {
        lineStart = ++at
        line++
      } else if (BLANK.test(char)) at++
      else return
    }
  }

  /** What is between an opening and its closing sign, with commas between. */
  function sequence(close: '}' | ']', item: () => void): void {
    const opened = place()
    at++
    if (++depth > MAX_DEPTH) return giveUp(`this is nested more than ${MAX_DEPTH} deep`, opened)
    for (let comma: Place | undefined, first = true; ; first = false) {
      skipBlank()
      const char = source[at]
      if (char === undefined) return giveUp(`this is not closed: a "${close}" is missing`, opened)
      if (char === close) {
        if (comma !== undefined) slip(`no comma stands in front of "${close}"`, 1, comma)
        break
      }
      if (!first && comma === undefined) slip('a comma is missing in front of this')
      item()
      skipBlank()
      comma = source[at] === ',' ? place() : undefined
      if (comma !== undefined) at++
    }
    at++
    depth--
  }

  /** What a pattern matches here, which is read. */
  function take(pattern: RegExp): readonly string[] {
    pattern.lastIndex = at
    const match = pattern.exec(source) ?? []
    at += match[0]?.length ?? 0
    return match
  }

  function text(): Token {
    const start = place()
    const quote = source[at]
    const [whole = '', inner = '', end] = take(quote === '"' ? DOUBLE_QUOTED : SINGLE_QUOTED)
    const token: Token = { ...start, text: inner, quoted: true, length: whole.length }
    if (quote !== '"') slip('a text stands in double quotes', whole.length, start)
    else if (end !== quote) slip('a quote is opened and not closed on this line', whole.length, start)
    else return { ...token, text: unescape(token) }
    return token
  }

  function unescape(token: Token): string {
    const plain = token.text.replaceAll(ESCAPE, (found, hex?: string, char = '', offset = 0) => {
      if (hex !== undefined) return String.fromCharCode(Number.parseInt(hex, 16))
      const meant = ESCAPES[char]
      if (meant === undefined)
        slip(`"${found}" is no escape of JSON`, 2, { ...token, column: token.column + 1 + offset })
      return meant ?? ''
    })
    // The text form cannot give one either: no rule of a value has to expect it.
    if (/\p{Cc}/u.test(plain)) slip('a control character cannot be part of a text', token.length, token)
    return plain
  }

  function member(members: JsonMember[]): void {
    const start = place()
    let key: Token
    if (`"'`.includes(source[at]!)) key = text()
    else {
      const [word] = take(BARE)
      if (word === undefined) return giveUp('a key in double quotes is needed here')
      slip(`a key stands in double quotes: "${word}"`, word.length, start)
      key = { ...start, text: word, quoted: true, length: word.length }
    }
    skipBlank()
    if (source[at] !== ':' && source[at] !== '=')
      return giveUp(`a ":" and a value are needed behind "${key.text}"`)
    if (source[at] === '=') slip('JSON has ":" between key and value')
    at++
    skipBlank()
    const found = value()
    if (found !== undefined) members.push({ key, value: found })
  }

  function value(): JsonNode | undefined {
    const start = place()
    const char = source[at]
    if (char === '{') {
      const members: JsonMember[] = []
      sequence('}', () => member(members))
      return { ...start, length: 1, kind: 'object', members }
    }
    if (char === '[') {
      const items: JsonNode[] = []
      sequence(']', () => {
        const item = value()
        if (item !== undefined) items.push(item)
      })
      return { ...start, length: 1, kind: 'array', items }
    }
    if (char === '"' || char === "'") {
      const { text: plain, length } = text()
      return { ...start, length, kind: 'string', text: plain }
    }
    const [word] = take(BARE)
    if (word === undefined) {
      giveUp('a value is needed here')
      return undefined
    }
    const kind = NUMBER.test(word) ? 'number' : WORDS.has(word) ? 'word' : 'string'
    if (kind === 'string') slip(`a text stands in double quotes: "${word}"`, word.length, start)
    return { ...start, length: word.length, kind, text: word }
  }

  skipBlank()
  const root = value()
  skipBlank()
  if (at < source.length) slip('nothing stands behind the end of the JSON text')
  return root
}

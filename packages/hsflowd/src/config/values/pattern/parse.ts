import { parseBracket } from './bracket.ts'

/** Whether a character (a UTF-16 unit) fits. */
export type CharTest = (code: number) => boolean

/** What a regular expression is made of. */
export type Node =
  | { readonly kind: 'char'; readonly test: CharTest }
  | { readonly kind: 'assert'; readonly what: '^' | '$' | 'b' | 'B' }
  | { readonly kind: 'sequence' | 'choice'; readonly nodes: readonly Node[] }
  | { readonly kind: 'repeat'; readonly node: Node; readonly min: number; readonly max: number }

// RE_DUP_MAX of POSIX.
const MAX_REPEAT = 255

const isWord: CharTest = (code) => /\w/u.test(String.fromCharCode(code))
const isSpace: CharTest = (code) => /\s/u.test(String.fromCharCode(code))
const isDigit: CharTest = (code) => code >= 48 && code <= 57
const not =
  (test: CharTest): CharTest =>
  (code) =>
    !test(code)

// \d is not POSIX; who writes it means a digit.
const escapes: Readonly<Record<string, CharTest>> = {
  w: isWord,
  W: not(isWord),
  s: isSpace,
  S: not(isSpace),
  d: isDigit,
  D: not(isDigit),
}

/**
 * Reads a POSIX extended regular expression (IEEE 1003.1, 9.4), with the \w, \s, \b of glibc.
 * @throws SyntaxError whose message says what is wrong
 */
export function parseExpression(source: string): Node {
  let at = 0

  function choice(depth: number): Node {
    const nodes = [sequence(depth)]
    while (source[at] === '|') {
      at++
      nodes.push(sequence(depth))
    }
    return nodes.length === 1 ? nodes[0]! : { kind: 'choice', nodes }
  }

  function sequence(depth: number): Node {
    const nodes: Node[] = []
    while (!ends(depth)) nodes.push(repeated(atom(depth)))
    return { kind: 'sequence', nodes }
  }

  function ends(depth: number): boolean {
    return at >= source.length || source[at] === '|' || (depth > 0 && source[at] === ')')
  }

  function repeated(first: Node): Node {
    let node = first
    for (;;) {
      const bounds = repetition()
      if (bounds === undefined) return node
      node = { kind: 'repeat', node, ...bounds }
    }
  }

  function repetition(): { min: number; max: number } | undefined {
    const [whole, sign, from, comma, to] = /^(?:([*+?])|\{(\d+)(,?)(\d*)\})/u.exec(source.slice(at)) ?? []
    if (whole === undefined) return undefined
    at += whole.length
    if (sign !== undefined) return { min: sign === '+' ? 1 : 0, max: sign === '?' ? 1 : Infinity }
    const min = Number(from)
    const max = comma === '' ? min : to === '' ? Infinity : Number(to)
    if (min > MAX_REPEAT || (max !== Infinity && max > MAX_REPEAT))
      throw new SyntaxError(`${whole} repeats more than ${MAX_REPEAT} times`)
    if (min > max) throw new SyntaxError(`${whole} has its bounds the wrong way round`)
    return { min, max }
  }

  function atom(depth: number): Node {
    const char = source[at++]!
    if (char === '(') {
      if (source[at] === '?')
        throw new SyntaxError('"(?" is not of POSIX extended regular expressions: use a plain "("')
      const inner = choice(depth + 1)
      if (source[at++] !== ')') throw new SyntaxError('a "(" of the regular expression is not closed')
      return inner
    }
    if (char === ')') throw new SyntaxError('a ")" of the regular expression closes nothing')
    if (char === '*' || char === '+' || char === '?')
      throw new SyntaxError(`"${char}" of the regular expression repeats nothing`)
    if (char === '^' || char === '$') return { kind: 'assert', what: char }
    if (char === '.') return { kind: 'char', test: () => true }
    if (char === '[') {
      const { test, end } = parseBracket(source, at)
      at = end
      return { kind: 'char', test }
    }
    return char === '\\' ? escape() : literal(char)
  }

  function escape(): Node {
    const char = source[at++]
    if (char === undefined) throw new SyntaxError('the regular expression ends with a backslash')
    if (char === 'b' || char === 'B') return { kind: 'assert', what: char }
    if (/[1-9]/u.test(char)) throw new SyntaxError(`back-references (\\${char}) are not supported`)
    const test = Object.hasOwn(escapes, char) ? escapes[char] : undefined
    return test === undefined ? literal(char) : { kind: 'char', test }
  }

  return choice(0)
}

function literal(char: string): Node {
  const wanted = char.charCodeAt(0)
  return { kind: 'char', test: (code) => code === wanted }
}

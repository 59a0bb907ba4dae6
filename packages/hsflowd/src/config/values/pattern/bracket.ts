import type { CharTest } from './parse.ts'

const classes: Readonly<Record<string, RegExp>> = {
  alpha: /[A-Za-z]/u,
  digit: /\d/u,
  alnum: /[A-Za-z0-9]/u,
  upper: /[A-Z]/u,
  lower: /[a-z]/u,
  space: /\s/u,
  blank: /[ \t]/u,
  punct: /[!-/:-@[-`{-~]/u,
  xdigit: /[\dA-Fa-f]/u,
  print: /[ -~]/u,
  graph: /[!-~]/u,
  cntrl: /\p{Cc}/u,
}

const NAMED = /^\[([:.=])([^\]]*?)\1\]/u

/**
 * Reads a bracket expression behind its `[`: `^` first negates, `]` first is itself, a backslash is itself everywhere
 * (IEEE 1003.1, 9.3.5).
 * @throws SyntaxError
 */
export function parseBracket(source: string, start: number): { test: CharTest; end: number } {
  const tests: CharTest[] = []
  const negated = source[start] === '^'
  let at = start + (negated ? 1 : 0)
  for (let first = true; first || source[at] !== ']'; first = false) {
    const from = element()
    if (typeof from === 'function') tests.push(from)
    else if (source[at] === '-' && source[at + 1] !== ']' && at + 1 < source.length) {
      at++
      const to = element()
      if (typeof to === 'function' || to < from)
        throw new SyntaxError('a range in "[...]" of the regular expression runs backwards')
      tests.push((code) => code >= from && code <= to)
    } else tests.push((code) => code === from)
  }
  return { test: (code) => tests.some((test) => test(code)) !== negated, end: at + 1 }

  function element(): number | CharTest {
    const [whole, kind, name = ''] = (source[at] === '[' && NAMED.exec(source.slice(at))) || []
    if (whole === undefined) {
      if (at >= source.length) throw new SyntaxError('a "[" of the regular expression is not closed')
      return source.charCodeAt(at++)
    }
    at += whole.length
    if (kind === ':') {
      const members = Object.hasOwn(classes, name) ? classes[name] : undefined
      if (members === undefined) throw new SyntaxError(`"[:${name}:]" is no class of characters`)
      return (code) => members.test(String.fromCharCode(code))
    }
    if (name.length !== 1) throw new SyntaxError(`"${whole}" is not one character`)
    return name.charCodeAt(0)
  }
}

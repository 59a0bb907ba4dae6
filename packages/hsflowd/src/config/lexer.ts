/** Where something stands in a file; both count from 1. */
export interface Place {
  readonly line: number
  readonly column: number
}

/** A place, and how far it goes on its line. */
export interface Span extends Place {
  readonly length: number
}

/** A word, a quoted text, or one of `{` and `}`. */
export interface Token extends Span {
  readonly text: string
  /** Quoted text is never a brace or a keyword's separator. */
  readonly quoted: boolean
  /** A quote that its line does not close: what is behind it is in it. */
  readonly open?: true
}

/** What is wrong at one place, and what may have been meant. */
export interface Problem extends Span {
  readonly severity: 'error' | 'warning'
  readonly message: string
}

// Space, tab, CR, "=" and ";" separate words and mean nothing else (hsflowd.conf of the C daemon).
const SEPARATOR = /[\s=;]/u

/** The lines of a configuration file; a byte order mark, as editors of Windows write it, is none of its text. */
export const linesOf = (source: string): string[] => source.replace(/^\uFEFF/u, '').split('\n')

/** Splits a configuration file into tokens. `#` starts a comment, except inside quotes; `""` in quotes is a quote. */
export function tokenize(lines: readonly string[], problems: Problem[]): Token[] {
  const tokens: Token[] = []
  lines.forEach((text, index) => tokenizeLine(text, index + 1, tokens, problems))
  return tokens
}

function tokenizeLine(text: string, line: number, tokens: Token[], problems: Problem[]): void {
  let i = 0
  while (i < text.length) {
    const start = i
    const char = text[i]!
    if (SEPARATOR.test(char)) i++
    else if (char === '#') return
    else if (char === '{' || char === '}') {
      tokens.push({ text: char, quoted: false, line, column: ++i, length: 1 })
    } else if (char === '"') {
      const { value, end } = quotedText(text, i)
      i = end ?? text.length
      if (end === undefined) {
        const message = 'a quote is opened and not closed on this line'
        problems.push({ severity: 'error', message, line, column: start + 1, length: text.length - start })
      }
      const open = end === undefined ? ({ open: true } as const) : {}
      tokens.push({ text: value, quoted: true, ...open, line, column: start + 1, length: i - start })
    } else {
      while (i < text.length && !SEPARATOR.test(text[i]!) && !'{}#"'.includes(text[i]!)) i++
      tokens.push({ text: text.slice(start, i), quoted: false, line, column: start + 1, length: i - start })
    }
  }
}

function quotedText(text: string, open: number): { value: string; end: number | undefined } {
  let value = ''
  for (let i = open + 1; i < text.length; i++) {
    if (text[i] !== '"') value += text[i]
    else if (text[i + 1] === '"') value += text[i++]
    else return { value, end: i + 1 }
  }
  return { value, end: undefined }
}

/** An error at a place. */
export function error({ line, column, length }: Span, message: string): Problem {
  return { severity: 'error', message, line, column, length }
}

/** A warning at a place. */
export function warning(span: Span, message: string): Problem {
  return { ...error(span, message), severity: 'warning' }
}

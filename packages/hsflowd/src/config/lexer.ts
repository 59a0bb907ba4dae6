/** Where something stands in a file; both count from 1. */
export interface Place {
  readonly line: number
  readonly column: number
}

/** A word, a quoted text, or one of `{` and `}`. */
export interface Token extends Place {
  readonly text: string
  /** Quoted text is never a brace or a keyword's separator. */
  readonly quoted: boolean
  readonly length: number
}

/** What is wrong at one place, and what may have been meant. */
export interface Problem extends Place {
  readonly severity: 'error' | 'warning'
  readonly message: string
  readonly length: number
}

// Space, tab, CR, "=" and ";" separate words and mean nothing else (hsflowd.conf of the C daemon).
const SEPARATOR = /[\s=;]/

/** Splits a configuration file into tokens. `#` starts a comment, except inside quotes; `""` in quotes is a quote. */
export function tokenize(source: string, problems: Problem[]): Token[] {
  const tokens: Token[] = []
  source.split('\n').forEach((text, index) => tokenizeLine(text, index + 1, tokens, problems))
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
      tokens.push({ text: value, quoted: true, line, column: start + 1, length: i - start })
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

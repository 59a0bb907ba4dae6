export interface Token {
  readonly text: string
  /** From 1. */
  readonly column: number
}

export interface Line {
  /** From 1. */
  readonly number: number
  /** As in the file. */
  readonly key: Token
  /** Lower case: keys ignore case. */
  readonly name: string
  readonly values: readonly Token[]
}

const TOKEN = /[^ \t=]+/gu

/** The lines that say something: without comments and blank lines. Blanks and '=' separate, as for sflowovsd. */
export function tokenise(lines: readonly string[]): Line[] {
  return lines.flatMap((raw, index) => {
    const [said = ''] = raw.split('#', 1)
    const [key, ...values] = Array.from(said.matchAll(TOKEN), (match) => ({
      text: match[0],
      column: match.index + 1,
    }))
    return key === undefined ? [] : [{ number: index + 1, key, name: key.text.toLowerCase(), values }]
  })
}

import { kind } from './kind.ts'
import { compileExpression } from './pattern/compile.ts'
import type { ValueKind } from '../declaration.ts'

/** A regular expression for names: POSIX extended, in which case counts and which may match anywhere in the name. */
export interface Pattern {
  readonly source: string
  test(name: string): boolean
}

const MAX_LENGTH = 255

/** A POSIX extended regular expression. */
export const pattern: ValueKind<Pattern> = kind({
  placeholder: 'REGEX',
  describe: 'POSIX extended regular expression; with blanks, braces, # or = in it, in double quotes',
  jsonSchema: { type: 'string', minLength: 1, maxLength: MAX_LENGTH },
  read(source) {
    const result = read(source)
    return typeof result === 'string' ? undefined : { source, test: result }
  },
  needed: (source) => String(read(source)),
  format: ({ source }) => source,
})

function read(source: string): string | ((name: string) => boolean) {
  if (source === '') return 'a regular expression is needed'
  if (source.length > MAX_LENGTH) return `a regular expression has at most ${MAX_LENGTH} characters`
  return compileExpression(source)
}

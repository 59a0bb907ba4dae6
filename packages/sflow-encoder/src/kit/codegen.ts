import type { Runtime } from './runtime.ts'

/**
 * Collects the statements of one compiled function. Fixed fields are addressed as `o + constant`,
 * so a row of fixed fields becomes straight-line code with a single bounds check in front.
 */
export interface Codegen {
  /** Appends a statement. */
  line(code: string): void
  /** A variable name that is not used yet. */
  fresh(): string
  /** The expression of the current position; moves on by `bytes`. */
  take(bytes: number): string
  /** Makes the variable `o` the current position, before code that moves it by an amount not known here. */
  settle(): void
  /** Remembers the variable that holds a field, for a later field that depends on it. */
  define(field: string, variable: string): void
  /** The variable of an earlier field of the same structure. */
  field(name: string): string
}

export function createCodegen(): Codegen & { body(): string } {
  const lines: string[] = []
  const fields = new Map<string, string>()
  let constant = 0
  let names = 0
  return {
    line: (code) => void lines.push(code),
    fresh: () => `x${names++}`,
    take(bytes) {
      const at = constant === 0 ? 'o' : `o + ${constant}`
      constant += bytes
      return at
    },
    settle() {
      if (constant !== 0) lines.push(`o += ${constant}`)
      constant = 0
    },
    define: (field, variable) => void fields.set(field, variable),
    field(name) {
      const variable = fields.get(name)
      if (variable === undefined) throw new Error(`no field "${name}" stands before the one that needs it`)
      return variable
    },
    body: () => lines.join('\n'),
  }
}

/** Compiles `body` into a function of `parameters` that sees the runtime as `rt`. */
export function compile<F>(rt: Runtime, name: string, parameters: string, body: string): F {
  const source = `'use strict'\nreturn function ${name.replace(/\W/g, '_')}(${parameters}) {\n${body}\n}`
  // Rows are constants of the program, never input: nothing foreign gets into this source.
  // oxlint-disable-next-line no-implied-eval, no-new-func
  return new Function('rt', source)(rt) as F
}

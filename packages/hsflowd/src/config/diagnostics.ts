import type { Problem } from './lexer.ts'

// Of a line that is not made for people (a wrong file, say) only what is around the problem is shown.
const MAX_COLUMNS = 120

/** A problem as `file:line:col: error: ...`, with its line of the file and a caret under it. */
export function formatProblem(file: string, lines: readonly string[], problem: Problem): string {
  const { line, column, length, severity, message } = problem
  const whole = (lines[line - 1] ?? '').replaceAll(/\p{Cc}/gu, ' ').trimEnd()
  const from = whole.length <= MAX_COLUMNS ? 0 : Math.max(0, column - 1 - MAX_COLUMNS / 2)
  const text = whole.slice(from, from + MAX_COLUMNS)
  const at = column - 1 - from
  const caret = ' '.repeat(at) + '^'.repeat(Math.max(1, Math.min(length, text.length - at)))
  return `${file}:${line}:${column}: ${severity}: ${message}\n${String(line).padStart(5)} | ${text}\n      | ${caret}`
}

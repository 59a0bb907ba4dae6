import type { Problem } from './lexer.ts'

/** A problem as `file:line:col: error: ...`, with the source line and a caret under it. */
export function formatProblem(file: string, source: string, problem: Problem): string {
  const { line, column, length, severity, message } = problem
  const text = (source.split('\n')[line - 1] ?? '').replaceAll('\t', ' ').trimEnd()
  const margin = String(line).padStart(5)
  const caret = ' '.repeat(column - 1) + '^'.repeat(Math.max(1, Math.min(length, text.length - column + 1)))
  return `${file}:${line}:${column}: ${severity}: ${message}\n${margin} | ${text}\n      | ${caret}`
}

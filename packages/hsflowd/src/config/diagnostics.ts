import type { Problem } from './lexer.ts'

/** A problem as `file:line:col: error: ...`, with the source line and a caret under it. */
export function formatProblem(file: string, source: string, problem: Problem): string {
  const { line, column, length, severity, message } = problem
  const text = (source.split('\n')[line - 1] ?? '').replaceAll('\t', ' ').trimEnd()
  const margin = String(line).padStart(5)
  const caret = ' '.repeat(column - 1) + '^'.repeat(Math.max(1, Math.min(length, text.length - column + 1)))
  return `${file}:${line}:${column}: ${severity}: ${message}\n${margin} | ${text}\n      | ${caret}`
}

/** The candidate that is most like `word`, if any is like it at all. */
export function closest(word: string, candidates: readonly string[]): string | undefined {
  const lower = word.toLowerCase()
  const ranked = candidates
    .map((candidate) => ({ candidate, distance: editDistance(lower, candidate.toLowerCase()) }))
    .toSorted((a, b) => a.distance - b.distance)
  const [best] = ranked
  return best !== undefined && best.distance <= Math.max(1, Math.floor(word.length / 3))
    ? best.candidate
    : undefined
}

// Levenshtein's, with a swap of neighbours as one step.
function editDistance(a: string, b: string): number {
  let before: number[] = []
  let previous = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      const change = a[i - 1] === b[j - 1] ? 0 : 1
      let cost = Math.min(previous[j]! + 1, row[j - 1]! + 1, previous[j - 1]! + change)
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        cost = Math.min(cost, before[j - 2]! + 1)
      row.push(cost)
    }
    before = previous
    previous = row
  }
  return previous[b.length]!
}

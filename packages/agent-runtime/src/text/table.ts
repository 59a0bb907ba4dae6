import { plain } from './words.ts'

const NUMBER = /^\d+(?:\.\d+)?$/u

/** Columns under their headings, numbers to the right; each line is indented. */
export function table(
  headings: readonly string[],
  rows: readonly (readonly string[])[],
  indent = 2,
): string[] {
  const cells = [headings, ...rows.map((row) => row.map((cell) => plain(cell)))]
  const widths = headings.map((_, column) => Math.max(...cells.map((row) => (row[column] ?? '').length)))
  const isNumeric = headings.map((_, column) => {
    const values = rows.map((row) => row[column] ?? '').filter((cell) => cell !== '-')
    return values.length > 0 && values.every((cell) => NUMBER.test(cell))
  })
  return cells.map((row) => {
    const line = row.map((cell, column) =>
      isNumeric[column] ? cell.padStart(widths[column]!) : cell.padEnd(widths[column]!),
    )
    return `${' '.repeat(indent)}${line.join('  ')}`.trimEnd()
  })
}

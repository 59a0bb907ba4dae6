/** One printed line: its label and value. A line without a value is printed as it is. */
export type Line = readonly [label: string, value?: string]

/** Lines as text, each label behind `prefix`. */
export function linesText(lines: readonly Line[], prefix: string): string {
  let text = ''
  for (const [label, value] of lines)
    text += value === undefined ? `${label}\n` : `${prefix}${label} ${value}\n`
  return text
}

/** The beginning of a text of another program, on one line and without control characters. */
export function printable(text: string, maxCharacters: number): string {
  const start = text.slice(0, maxCharacters * 2)
  const line = start.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\s]+/gu, ' ').trim()
  const characters = Array.from(line)
  if (characters.length <= maxCharacters) return line
  return `${characters.slice(0, maxCharacters - 3).join('')}...`
}

/** The beginning of a text of another program, on one line and without control characters. */
export function printable(text: string, maxCharacters: number): string {
  // White space that becomes one blank is allowed for.
  const start = text.slice(0, maxCharacters * 4)
  const line = start.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\s]+/gu, ' ').trim()
  const characters = Array.from(line)
  const isWhole = start.length === text.length && characters.length <= maxCharacters
  return isWhole ? line : `${characters.slice(0, maxCharacters - 3).join('')}...`
}

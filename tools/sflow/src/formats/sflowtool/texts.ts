import { cleanText } from '../../clean-text.ts'

/** At most `limit` bytes of UTF-8, cut between characters. */
export function cutText(text: string, limit: number): string {
  if (text.length * 3 <= limit) return cleanText(text)
  const bytes = Buffer.from(text)
  if (bytes.length <= limit) return cleanText(text)
  let end = limit
  while (end > 0 && (bytes[end]! & 0xc0) === 0x80) end--
  return cleanText(bytes.toString('utf8', 0, end))
}

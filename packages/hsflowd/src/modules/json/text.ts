/** Text of at most `bytes` bytes of UTF-8, cut between characters. */
export function cutText(text: string, bytes: number): string {
  // A UTF-16 unit is at most 3 bytes.
  if (text.length * 3 <= bytes || Buffer.byteLength(text) <= bytes) return text
  const buffer = Buffer.alloc(bytes)
  return buffer.toString('utf8', 0, buffer.write(text))
}

const EXCERPT = 120

/** The beginning of a message, for the log: on one line, whatever is in it. */
export function excerptOf(text: string): string {
  const start = JSON.stringify(text.slice(0, EXCERPT))
    .slice(1, -1)
    .replaceAll(String.raw`\"`, '"')
  return text.length > EXCERPT ? `${start}...` : start
}

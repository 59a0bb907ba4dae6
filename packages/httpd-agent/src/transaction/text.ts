// Controls are harmless in a datagram, and are not in what reads it line by line.
const PLAIN = /^[\x20-\x7e]*$/u
const CONTROLS = /[\p{Cc}\u2028\u2029]/gu
/** Longest UTF-8 sequence less one: what is cut here may end within a character, the encoder's cut comes before it. */
const SLACK = 3

const decoder = new TextDecoder()

/** Text of an application, of which at most `limit` bytes will be sent. */
export function plainText(text: string, limit: number): string {
  const cut = text.length > limit + SLACK ? text.slice(0, limit + SLACK) : text
  return PLAIN.test(cut) ? cut : cut.replace(CONTROLS, '?')
}

/**
 * Value of a header, of which at most `limit` bytes will be sent. Node gives each byte as one character (latin1): those
 * that are UTF-8 become the text that they are, others U+FFFD. Costs no more than its first `limit` bytes.
 */
export function headerText(value: string | readonly string[] | undefined, limit: number): string {
  if (value === undefined) return ''
  const text = typeof value === 'string' ? value : (value[0] ?? '')
  const cut = text.length > limit + SLACK ? text.slice(0, limit + SLACK) : text
  if (PLAIN.test(cut)) return cut
  // A framework may have put other text in its place.
  if (/[\u0100-\u{10ffff}]/u.test(cut)) return plainText(cut, limit)
  return decoder.decode(Buffer.from(cut, 'latin1')).replace(CONTROLS, '?')
}

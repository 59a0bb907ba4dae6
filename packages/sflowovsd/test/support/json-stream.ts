/** Takes a stream of JSON objects apart: ovsdb-server (RFC 7047 section 4) puts nothing between them. */
export function jsonStream(take: (message: unknown) => void): (text: string) => void {
  let buffer = ''
  let depth = 0
  let quoted = false
  let escaped = false
  return (text) => {
    for (const character of text) {
      buffer += character
      if (escaped) escaped = false
      else if (quoted) {
        escaped = character === '\\'
        quoted = character !== '"'
      } else if (character === '"') quoted = true
      else if (character === '{') depth++
      else if (character === '}' && --depth === 0) {
        take(JSON.parse(buffer))
        buffer = ''
      }
    }
  }
}

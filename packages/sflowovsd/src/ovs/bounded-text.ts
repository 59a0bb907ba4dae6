/** The beginning of a stream of bytes. */
export interface BoundedText {
  /** False when there was no room for all of it. */
  add(chunk: Buffer): boolean
  /** Whether something was left out. */
  isCut(): boolean
  text(): string
}

/** Keeps at most `maxBytes`. */
export function boundedText(maxBytes: number): BoundedText {
  const chunks: Buffer[] = []
  let bytes = 0
  let cut = false
  return {
    add(chunk) {
      const part = chunk.subarray(0, maxBytes - bytes)
      if (part.length > 0) chunks.push(part)
      bytes += part.length
      cut ||= part.length < chunk.length
      return !cut
    },
    isCut: () => cut,
    text: () => Buffer.concat(chunks).toString('utf8'),
  }
}

/** Bytes of what was given to a stream, as to its `write()`. */
export function chunkLength(chunk: unknown, encoding: unknown): number {
  if (typeof chunk === 'string')
    return Buffer.byteLength(chunk, typeof encoding === 'string' ? (encoding as BufferEncoding) : 'utf8')
  return chunk instanceof Uint8Array ? chunk.byteLength : 0
}

/** Bytes that a Content-Length promises; 0 where it does not. */
export function declaredLength(value: unknown): number {
  const bytes = value === undefined || value === null ? 0 : Number(value)
  return Number.isSafeInteger(bytes) && bytes > 0 ? bytes : 0
}

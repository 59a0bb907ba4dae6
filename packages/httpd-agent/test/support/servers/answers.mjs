// What all servers of the tests answer, so that their figures can be held against each other.
import { Readable } from 'node:stream'
import { gzipSync } from 'node:zlib'

export const HELLO = 'hello, world'
const CHUNK = Buffer.alloc(10_000, 'x')

/** 100,000 bytes in ten chunks. */
export const big = () => Readable.from(Array.from({ length: 10 }, () => CHUNK))
/** Compressed by the application. */
export const GZIP = gzipSync(CHUNK)
export const later = (ms) => new Promise((resolve) => setTimeout(resolve, Number(ms)))
/** Whether a status has no body. */
export const isBare = (code) => code === 204 || code === 304

/** Length of a body that comes as a stream. */
export async function lengthOf(stream) {
  let length = 0
  for await (const chunk of stream) length += chunk.length
  return String(length)
}

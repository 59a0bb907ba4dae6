import { SflowError, type SflowErrorCode } from '../errors.ts'
import type { Catalogue } from './row.ts'

/** Where encoders write: `pos` is the next byte, `end` the first one that they must not touch. */
export interface Writer {
  readonly buf: Buffer
  readonly view: DataView
  pos: number
  end: number
}

/** Where decoders read, and how far they are, for the place in an error. */
export interface Reader {
  readonly buf: Buffer
  readonly view: DataView
  readonly catalogue: Catalogue
  pos: number
  sample: number
  record: number
  depth: number
}

/** A writer over `size` bytes of its own. */
export function createWriter(size: number): Writer {
  // Not from Buffer's pool: no other buffer shares these bytes.
  const buf = Buffer.from(new ArrayBuffer(size))
  return { buf, view: new DataView(buf.buffer), pos: 0, end: size }
}

/** A reader over bytes that stay the caller's: decoded opaque fields are views of them, not copies. */
export function createReader(bytes: Uint8Array, catalogue: Catalogue): Reader {
  const buf = Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const view = new DataView(buf.buffer, buf.byteOffset, buf.byteLength)
  return { buf, view, catalogue, pos: 0, sample: -1, record: -1, depth: 0 }
}

/** Throws the error with the place that the reader has reached. */
export function fail(r: Reader, code: SflowErrorCode, offset: number, detail?: string): never {
  const sample = r.sample < 0 ? undefined : r.sample
  const record = r.record < 0 ? undefined : r.record
  throw new SflowError(code, { sample, record, offset }, detail)
}

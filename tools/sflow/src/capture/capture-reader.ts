import { CommandError } from '../errors.ts'
import { createPcapParser } from './pcap.ts'
import { createPcapngParser } from './pcapng.ts'
import type { BlockParser, Emit } from './packet.ts'

/** Takes a capture in chunks of any size, and holds no more of it than one packet and one chunk. */
export interface CaptureReader {
  /** @throws CommandError HSF_CAPTURE_FORMAT, HSF_CAPTURE_CORRUPT, after the packets before the damage */
  push(chunk: Buffer, emit: Emit): void
  /** The capture is over. @throws CommandError HSF_CAPTURE_TRUNCATED, HSF_CAPTURE_FORMAT */
  end(): void
}

const ZSTD_MAGIC = 0x28b52ffd

function parserOf(magic: number): BlockParser {
  if (magic === 0xa1b2c3d4) return createPcapParser(false, false)
  if (magic === 0xd4c3b2a1) return createPcapParser(true, false)
  if (magic === 0xa1b23c4d) return createPcapParser(false, true)
  if (magic === 0x4d3cb2a1) return createPcapParser(true, true)
  if (magic === 0x0a0d0d0a) return createPcapngParser()
  const remedy = magic === ZSTD_MAGIC ? { remedy: 'unpack it first: zstd -dc FILE | sflow decode -' } : {}
  const hex = magic
    .toString(16)
    .padStart(8, '0')
    .replace(/..(?=.)/g, '$& ')
  throw new CommandError('HSF_CAPTURE_FORMAT', `it begins with the bytes ${hex}`, remedy)
}

/** A reader of pcap and pcapng. */
export function createCaptureReader(): CaptureReader {
  let rest: Buffer = Buffer.alloc(0)
  let offset = 0
  let parser: BlockParser | undefined
  return {
    push(chunk, emit) {
      const buffer = rest.length === 0 ? chunk : Buffer.concat([rest, chunk])
      if (buffer.length < 4) {
        rest = buffer
        return
      }
      parser ??= parserOf(buffer.readUInt32BE(0))
      let at = 0
      while (at < buffer.length) {
        const length = parser.next(buffer, at, offset, emit)
        if (length === 0) break
        at += length
        offset += length
      }
      // A copy: the chunk's memory may be used again.
      rest = Buffer.from(buffer.subarray(at))
    },
    end() {
      if (parser === undefined)
        throw new CommandError('HSF_CAPTURE_FORMAT', rest.length === 0 ? 'it is empty' : 'it is too short')
      if (rest.length > 0 || parser.inBlock?.() === true)
        throw new CommandError('HSF_CAPTURE_TRUNCATED', undefined, { offset })
    },
  }
}

import { CommandError } from '../errors.ts'
import { MAX_PACKET_BYTES, type BlockParser } from './packet.ts'

const FILE_HEADER_BYTES = 24
const PACKET_HEADER_BYTES = 16

/** pcap (draft-ietf-opsawg-pcap): the byte order and the time unit are known from its magic number. */
export function createPcapParser(littleEndian: boolean, nanoseconds: boolean): BlockParser {
  let linkType = -1
  const u32 = (buffer: Buffer, at: number): number =>
    littleEndian ? buffer.readUInt32LE(at) : buffer.readUInt32BE(at)
  return {
    next(buffer, at, offset, emit) {
      const available = buffer.length - at
      if (linkType < 0) {
        if (available < FILE_HEADER_BYTES) return 0
        // The upper bits tell the length of the frame check sequence.
        linkType = u32(buffer, at + 20) & 0xffff
        return FILE_HEADER_BYTES
      }
      if (available < PACKET_HEADER_BYTES) return 0
      const length = u32(buffer, at + 8)
      if (length > MAX_PACKET_BYTES)
        throw new CommandError('HSF_CAPTURE_CORRUPT', `a packet of ${length} bytes`, { offset })
      if (available < PACKET_HEADER_BYTES + length) return 0
      const fraction = u32(buffer, at + 4)
      emit({
        linkType,
        seconds: u32(buffer, at),
        micros: nanoseconds ? Math.floor(fraction / 1000) : fraction,
        bytes: buffer.subarray(at + PACKET_HEADER_BYTES, at + PACKET_HEADER_BYTES + length),
        originalLength: u32(buffer, at + 12),
      })
      return PACKET_HEADER_BYTES + length
    },
  }
}

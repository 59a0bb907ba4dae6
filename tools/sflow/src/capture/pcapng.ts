import { CommandError } from '../errors.ts'
import { readInterface, timeOf, type CaptureInterface } from './pcapng-interface.ts'
import { MAX_PACKET_BYTES, type BlockParser, type Emit } from './packet.ts'

const SECTION_HEADER = 0x0a0d0d0a
const INTERFACE_DESCRIPTION = 1
const SIMPLE_PACKET = 3
const ENHANCED_PACKET = 6

/** Of blocks that are read; a packet and generous options. */
const MAX_BLOCK_BYTES = MAX_PACKET_BYTES + 65_536
/** Of blocks that are skipped, which is done without holding them. */
const MAX_SKIPPED_BYTES = 2 ** 31
const MAX_INTERFACES = 65_536

/** pcapng (draft-ietf-opsawg-pcapng): any number of sections, each in its own byte order with its own interfaces. */
export function createPcapngParser(): BlockParser {
  let littleEndian = true
  let interfaces: CaptureInterface[] = []
  let skip = 0

  const u32 = (buffer: Buffer, at: number): number =>
    littleEndian ? buffer.readUInt32LE(at) : buffer.readUInt32BE(at)
  const corrupt = (offset: number, detail: string): never => {
    throw new CommandError('HSF_CAPTURE_CORRUPT', detail, { offset })
  }

  function skipped(available: number): number {
    const step = Math.min(skip, available)
    skip -= step
    return step
  }

  function enhanced(block: Buffer, offset: number, emit: Emit): void {
    if (block.length < 32) corrupt(offset, 'a packet block without its header')
    const port =
      interfaces[u32(block, 8)] ??
      corrupt(offset, `a packet of interface ${u32(block, 8)}, which is not described`)
    const length = u32(block, 20)
    if (length > block.length - 32 || length > MAX_PACKET_BYTES)
      corrupt(offset, `a packet of ${length} bytes`)
    emit({
      linkType: port.linkType,
      ...timeOf(port, u32(block, 12), u32(block, 16)),
      bytes: block.subarray(28, 28 + length),
      originalLength: u32(block, 24),
    })
  }

  function simple(block: Buffer, offset: number, emit: Emit): void {
    if (block.length < 16) corrupt(offset, 'a packet block without its header')
    const port = interfaces[0] ?? corrupt(offset, 'a packet before any interface is described')
    const originalLength = u32(block, 8)
    const length = Math.min(originalLength, port.snapLength, block.length - 16)
    if (length > MAX_PACKET_BYTES) corrupt(offset, `a packet of ${length} bytes`)
    emit({
      linkType: port.linkType,
      seconds: 0,
      micros: 0,
      bytes: block.subarray(12, 12 + length),
      originalLength,
    })
  }

  return {
    inBlock: () => skip > 0,
    next(buffer, at, offset, emit) {
      const available = buffer.length - at
      if (skip > 0) return skipped(available)
      if (available < 12) return 0
      // The magic of a section header reads the same in both byte orders; what follows says which one it is.
      if (buffer.readUInt32BE(at) === SECTION_HEADER) {
        const order = buffer.readUInt32BE(at + 8)
        if (order !== 0x1a2b3c4d && order !== 0x4d3c2b1a)
          corrupt(offset, 'a section without byte-order magic')
        littleEndian = order === 0x4d3c2b1a
        interfaces = []
      }
      const type = u32(buffer, at)
      const length = u32(buffer, at + 4)
      const read =
        type === SECTION_HEADER ||
        type === INTERFACE_DESCRIPTION ||
        type === SIMPLE_PACKET ||
        type === ENHANCED_PACKET
      if (length < 12 || length % 4 !== 0 || length > (read ? MAX_BLOCK_BYTES : MAX_SKIPPED_BYTES))
        corrupt(offset, `a block of ${length} bytes`)
      if (!read) {
        skip = length
        return skipped(available)
      }
      if (available < length) return 0
      if (u32(buffer, at + length - 4) !== length) corrupt(offset, 'a block whose two lengths differ')
      const block = buffer.subarray(at, at + length)
      if (type === INTERFACE_DESCRIPTION) {
        if (length < 20 || interfaces.length >= MAX_INTERFACES) corrupt(offset, 'an interface description')
        interfaces.push(readInterface(block, littleEndian))
      } else if (type === ENHANCED_PACKET) enhanced(block, offset, emit)
      else if (type === SIMPLE_PACKET) simple(block, offset, emit)
      return length
    },
  }
}

/** The largest packet that a capture may hold; libpcap's own limit (MAXIMUM_SNAPLEN). */
export const MAX_PACKET_BYTES = 262_144

/** One packet of a capture; `bytes` is a view that is valid until the next one is read. */
export interface Packet {
  /** https://www.tcpdump.org/linktypes.html */
  readonly linkType: number
  /** Since 1970. */
  readonly seconds: number
  readonly micros: number
  readonly bytes: Buffer
  /** Bytes that were on the wire; more than `bytes` when the capture was made with a short snaplen. */
  readonly originalLength: number
}

export type Emit = (packet: Packet) => void

/** Reads one kind of capture, block by block. */
export interface BlockParser {
  /**
   * Reads the block at `at` of `buffer`, which is at `offset` of the capture.
   * Returns its length, or 0 when more of it must come first. @throws CommandError HSF_CAPTURE_CORRUPT
   */
  next(buffer: Buffer, at: number, offset: number, emit: Emit): number
  /** Whether a block is being skipped that is not over yet. */
  inBlock?(): boolean
}

/** An interface of a pcapng section, as its description block tells. */
export interface CaptureInterface {
  readonly linkType: number
  /** The most bytes of a packet that were kept; Infinity for no limit. */
  readonly snapLength: number
  /** Units of its time stamps in a second. */
  readonly unitsPerSecond: number
  /** Seconds that are added to its time stamps. */
  readonly offsetSeconds: number
}

const OPTION_TIME_RESOLUTION = 9
const OPTION_TIME_OFFSET = 14

/** Reads an interface description block of at least 20 bytes; options that are cut off are left out. */
export function readInterface(block: Buffer, littleEndian: boolean): CaptureInterface {
  const u16 = (at: number): number => (littleEndian ? block.readUInt16LE(at) : block.readUInt16BE(at))
  const u32 = (at: number): number => (littleEndian ? block.readUInt32LE(at) : block.readUInt32BE(at))
  let unitsPerSecond = 1e6
  let offsetSeconds = 0
  const end = block.length - 4
  for (let at = 16; at + 4 <= end;) {
    const code = u16(at)
    const length = u16(at + 2)
    if (code === 0 || at + 4 + length > end) break
    if (code === OPTION_TIME_RESOLUTION && length === 1) {
      const resolution = block[at + 4]!
      unitsPerSecond = resolution & 0x80 ? 2 ** (resolution & 0x7f) : 10 ** resolution
    } else if (code === OPTION_TIME_OFFSET && length === 8)
      offsetSeconds = Number(littleEndian ? block.readBigInt64LE(at + 4) : block.readBigInt64BE(at + 4))
    at += 4 + ((length + 3) & ~3)
  }
  return { linkType: u16(8), snapLength: u32(12) || Infinity, unitsPerSecond, offsetSeconds }
}

/** Seconds and microseconds of a 64-bit time stamp. */
export function timeOf(
  { unitsPerSecond, offsetSeconds }: CaptureInterface,
  high: number,
  low: number,
): { seconds: number; micros: number } {
  if (unitsPerSecond <= 1e6) {
    // Exact: such times stay below 2^53 for another 250 years.
    const units = high * 4294967296 + low
    const seconds = Math.floor(units / unitsPerSecond)
    const micros = Math.floor(((units - seconds * unitsPerSecond) * 1e6) / unitsPerSecond)
    return { seconds: seconds + offsetSeconds, micros }
  }
  const units = (BigInt(high) << 32n) | BigInt(low)
  const perSecond = BigInt(unitsPerSecond)
  const micros = Number(((units % perSecond) * 1_000_000n) / perSecond)
  return { seconds: Number(units / perSecond) + offsetSeconds, micros }
}

// Builders of captures, packet by packet.

export interface BuiltPacket {
  readonly bytes: Buffer
  readonly originalLength?: number
  readonly seconds?: number
  readonly micros?: number
}

const words = (littleEndian: boolean, ...values: number[]): Buffer => {
  const buffer = Buffer.alloc(values.length * 4)
  values.forEach((value, i) =>
    littleEndian ? buffer.writeUInt32LE(value, i * 4) : buffer.writeUInt32BE(value, i * 4),
  )
  return buffer
}

/** A pcap file. */
export function pcapOf(
  packets: readonly (Buffer | BuiltPacket)[],
  { littleEndian = true, nanoseconds = false, linkType = 1 } = {},
): Buffer {
  const header = Buffer.concat([
    words(littleEndian, nanoseconds ? 0xa1b23c4d : 0xa1b2c3d4),
    littleEndian ? Buffer.from([2, 0, 4, 0]) : Buffer.from([0, 2, 0, 4]),
    words(littleEndian, 0, 0, 65_535, linkType),
  ])
  return Buffer.concat([
    header,
    ...packets.flatMap((packet) => {
      const built: BuiltPacket = Buffer.isBuffer(packet) ? { bytes: packet } : packet
      const { bytes, seconds = 1_700_000_000, micros = 0, originalLength = bytes.length } = built
      const fraction = nanoseconds ? micros * 1000 : micros
      return [words(littleEndian, seconds, fraction, bytes.length, originalLength), bytes]
    }),
  ])
}

/** A block of a pcapng file. */
export function blockOf(type: number, body: Buffer, littleEndian = true): Buffer {
  const padded = Buffer.concat([body, Buffer.alloc((4 - (body.length % 4)) % 4)])
  const length = padded.length + 12
  return Buffer.concat([words(littleEndian, type, length), padded, words(littleEndian, length)])
}

export const sectionBlock = (littleEndian = true): Buffer =>
  blockOf(
    0x0a0d0d0a,
    Buffer.concat([
      words(littleEndian, 0x1a2b3c4d),
      littleEndian ? Buffer.from([1, 0, 0, 0]) : Buffer.from([0, 1, 0, 0]),
      words(littleEndian, 0xffffffff, 0xffffffff),
    ]),
    littleEndian,
  )

export const interfaceBlock = (linkType: number, littleEndian = true, options = Buffer.alloc(0)): Buffer =>
  blockOf(
    1,
    Buffer.concat([
      littleEndian
        ? Buffer.from([linkType & 255, linkType >> 8, 0, 0])
        : Buffer.from([linkType >> 8, linkType & 255, 0, 0]),
      words(littleEndian, 0),
      options,
    ]),
    littleEndian,
  )

export const enhancedPacket = (port: number, time: bigint, bytes: Buffer, littleEndian = true): Buffer =>
  blockOf(
    6,
    Buffer.concat([
      words(littleEndian, port, Number(time >> 32n), Number(time & 0xffffffffn), bytes.length, bytes.length),
      bytes,
    ]),
    littleEndian,
  )

export const simplePacket = (bytes: Buffer, littleEndian = true): Buffer =>
  blockOf(3, Buffer.concat([words(littleEndian, bytes.length), bytes]), littleEndian)

/** A UDP header and its payload. */
export function udpOf(payload: Buffer, port = 6343): Buffer {
  const header = Buffer.alloc(8)
  header.writeUInt16BE(40_000, 0)
  header.writeUInt16BE(port, 2)
  header.writeUInt16BE(8 + payload.length, 4)
  return Buffer.concat([header, payload])
}

/** An IPv4 packet from 10.0.0.7 to 10.0.0.8. */
export function ip4Of(
  payload: Buffer,
  { options = 0, fragmentWord = 0, id = 1, protocol = 17 } = {},
): Buffer {
  const header = Buffer.alloc(20 + options)
  header[0] = 0x40 | (header.length / 4)
  header.writeUInt16BE(header.length + payload.length, 2)
  header.writeUInt16BE(id, 4)
  header.writeUInt16BE(fragmentWord, 6)
  header[8] = 64
  header[9] = protocol
  header.set([10, 0, 0, 7], 12)
  header.set([10, 0, 0, 8], 16)
  return Buffer.concat([header, payload])
}

/** An IPv6 packet from 2001:db8::7 to 2001:db8::8; `extensions` are whole headers, the first one's type is `next`. */
export function ip6Of(payload: Buffer, next = 17, extensions = Buffer.alloc(0)): Buffer {
  const header = Buffer.alloc(40)
  header[0] = 0x60
  header.writeUInt16BE(extensions.length + payload.length, 4)
  header[6] = next
  header[7] = 64
  header.set([0x20, 0x01, 0x0d, 0xb8], 8)
  header[23] = 7
  header.set([0x20, 0x01, 0x0d, 0xb8], 24)
  header[39] = 8
  return Buffer.concat([header, extensions, payload])
}

/** An Ethernet frame; `tags` are the VLAN tags from the outer one. */
export function ethernetOf(ip: Buffer, tags: readonly (readonly [type: number, id: number])[] = []): Buffer {
  const type = Buffer.from(ip[0]! >> 4 === 6 ? [0x86, 0xdd] : [0x08, 0x00])
  const tagBytes = tags.flatMap(([tpid, id]) => [tpid >> 8, tpid & 255, id >> 8, id & 255])
  return Buffer.concat([Buffer.from([2, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 2]), Buffer.from(tagBytes), type, ip])
}

/** A whole frame with a UDP payload. */
export const udpPacket = (payload: Buffer): Buffer => ethernetOf(ip4Of(udpOf(payload)))

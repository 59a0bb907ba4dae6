/** A pcap file of `count` UDP packets to port 6343 with the same payload. */
export function writePcap(payload, count) {
  const head = Buffer.alloc(24)
  head.writeUInt32LE(0xa1b2c3d4, 0)
  head.writeUInt16LE(2, 4)
  head.writeUInt16LE(4, 6)
  head.writeUInt32LE(262_144, 16)
  head.writeUInt32LE(1, 20)
  const frame = Buffer.concat([ethernet(), ipv4(payload.length), udp(payload.length), payload])
  const packet = Buffer.alloc(16 + frame.length)
  packet.writeUInt32LE(1_700_000_000, 0)
  packet.writeUInt32LE(frame.length, 8)
  packet.writeUInt32LE(frame.length, 12)
  frame.copy(packet, 16)
  return Buffer.concat([head, ...Array.from({ length: count }, () => packet)])
}

const ethernet = () => Buffer.from('0200000000020200000000010800', 'hex')

function ipv4(payloadBytes) {
  const header = Buffer.from('450000000000400040110000c0000201c0000202', 'hex')
  header.writeUInt16BE(28 + payloadBytes, 2)
  return header
}

function udp(payloadBytes) {
  const header = Buffer.alloc(8)
  header.writeUInt16BE(40_000, 0)
  header.writeUInt16BE(6343, 2)
  header.writeUInt16BE(8 + payloadBytes, 4)
  return header
}

import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'

/** Reads a file of datagrams: one per line in hex; `#` starts a comment. */
export async function readHexDatagrams(file: URL): Promise<Uint8Array[]> {
  const text = await readFile(file, 'utf8')
  return text
    .split('\n')
    .map((line) => line.replace(/#.*/, '').trim())
    .filter((line) => line !== '')
    .map((line) => Buffer.from(line, 'hex'))
}

/** Sends datagrams to 127.0.0.1, `gapMs` apart so that a slow collector's socket buffer does not overflow. */
export async function sendDatagrams(
  port: number,
  datagrams: readonly Uint8Array[],
  gapMs = 5,
): Promise<void> {
  const socket = createSocket('udp4')
  socket.connect(port, '127.0.0.1')
  await once(socket, 'connect')
  try {
    for (const datagram of datagrams) {
      await new Promise<void>((resolve, reject) => {
        socket.send(datagram, (error) => (error === null ? resolve() : reject(error)))
      })
      await sleep(gapMs)
    }
  } finally {
    socket.close()
  }
}

const LINKTYPE_RAW = 101
const PCAP_HEADER = 24
const PACKET_HEADER = 16
const IP_HEADER = 20
const UDP_HEADER = 8

/** A capture file that carries each datagram in a UDP/IPv4 packet from 127.0.0.1 to `port` on 127.0.0.1. */
export function pcapOf(datagrams: readonly Uint8Array[], port: number): Uint8Array {
  const header = Buffer.alloc(PCAP_HEADER)
  header.writeUInt32LE(0xa1b2c3d4, 0)
  header.writeUInt16LE(2, 4)
  header.writeUInt16LE(4, 6)
  header.writeUInt32LE(65_535, 16)
  header.writeUInt32LE(LINKTYPE_RAW, 20)
  return Buffer.concat([header, ...datagrams.flatMap((datagram) => [packetHeader(datagram, port), datagram])])
}

function packetHeader(datagram: Uint8Array, port: number): Uint8Array {
  const length = IP_HEADER + UDP_HEADER + datagram.length
  const header = Buffer.alloc(PACKET_HEADER + IP_HEADER + UDP_HEADER)
  header.writeUInt32LE(length, 8)
  header.writeUInt32LE(length, 12)
  header.writeUInt8(0x45, 16)
  header.writeUInt16BE(length, 18)
  header.writeUInt8(64, 24)
  header.writeUInt8(17, 25)
  header.writeUInt32BE(0x7f000001, 28)
  header.writeUInt32BE(0x7f000001, 32)
  header.writeUInt16BE(40_000, 36)
  header.writeUInt16BE(port, 38)
  header.writeUInt16BE(UDP_HEADER + datagram.length, 40)
  return header
}

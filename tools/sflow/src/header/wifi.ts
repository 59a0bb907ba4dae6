import type { PacketHeader } from './header.ts'

const MIN_BYTES = 24
const DATA = 2

/** Reads the addresses of an 802.11 data frame; which is which depends on where it comes from and goes to. */
export function readWifi(bytes: Buffer, header: PacketHeader): void {
  if (bytes.length < MIN_BYTES || ((bytes[0]! >> 2) & 3) !== DATA) return
  const toDs = (bytes[1]! & 1) !== 0
  const fromDs = (bytes[1]! & 2) !== 0
  const mac = (at: number): string => bytes.toString('hex', at, at + 6)
  const [first, second, third] = [mac(4), mac(10), mac(16)]
  header.rxMac = first
  header.txMac = second
  header.dstMac = toDs ? third : first
  if (!fromDs) header.srcMac = second
  else if (!toDs) header.srcMac = third
  else if (bytes.length >= MIN_BYTES + 6) header.srcMac = mac(MIN_BYTES)
}

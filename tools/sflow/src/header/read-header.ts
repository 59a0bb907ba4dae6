import { readEthernet } from './ethernet.ts'
import type { PacketHeader } from './header.ts'
import { readIp4, readIp6 } from './ip.ts'
import { readWifi } from './wifi.ts'

/** Values of header_protocol (sflow_version_5.txt) that are decoded. */
const ETHERNET = 1
const IPV4 = 11
const IPV6 = 12
const WIFI = 15

/** Reads the first bytes of a sampled packet. */
export function readHeader(protocol: number, view: Uint8Array): PacketHeader {
  const bytes = Buffer.from(view.buffer, view.byteOffset, view.byteLength)
  const header: PacketHeader = { vlans: [] }
  if (protocol === ETHERNET) readEthernet(bytes, header)
  else if (protocol === WIFI) readWifi(bytes, header)
  else if ((protocol === IPV4 || protocol === IPV6) && bytes.length > 0) header.ipAt = 0
  if (header.ipAt === undefined) return header
  const six = protocol === IPV6 || header.etherType === 0x86dd
  if (six) readIp6(bytes, header.ipAt, header)
  else readIp4(bytes, header.ipAt, header)
  return header
}

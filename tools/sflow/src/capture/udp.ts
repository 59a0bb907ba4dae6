import type { IpPayload } from './ip.ts'

const HEADER_BYTES = 8

/** The payload of a UDP packet. */
export interface UdpPayload {
  /** `address:port`, IPv6 in brackets. */
  readonly source: string
  readonly bytes: Buffer
  /** Bytes that the capture does not hold. */
  readonly missing: number
}

/** `127.0.0.1:6343`, `[::1]:6343`. */
export function sourceText(address: string, port: number): string {
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`
}

/** Undefined when not even the header is there. */
export function udpPayloadOf({ source, bytes, missing }: IpPayload): UdpPayload | undefined {
  if (bytes.length < HEADER_BYTES) return undefined
  // 0: a jumbogram (RFC 2675), or a packet that the network card was still to cut.
  const length = bytes.readUInt16BE(4) || bytes.length + missing
  const end = Math.min(Math.max(length, HEADER_BYTES), bytes.length)
  return {
    source: sourceText(source, bytes.readUInt16BE(0)),
    bytes: bytes.subarray(HEADER_BYTES, end),
    missing: Math.max(0, length - bytes.length),
  }
}

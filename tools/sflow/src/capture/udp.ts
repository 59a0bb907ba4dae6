import { formatEndpoint } from '@host-sflow/agent-runtime'
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

/** Undefined when not even the header is there. */
export function udpPayloadOf({ source, bytes, missing }: IpPayload): UdpPayload | undefined {
  if (bytes.length < HEADER_BYTES) return undefined
  // 0: a jumbogram (RFC 2675), or a packet that the network card was still to cut.
  const length = bytes.readUInt16BE(4) || bytes.length + missing
  const end = Math.min(Math.max(length, HEADER_BYTES), bytes.length)
  return {
    source: formatEndpoint(source, bytes.readUInt16BE(0)),
    bytes: bytes.subarray(HEADER_BYTES, end),
    missing: Math.max(0, length - bytes.length),
  }
}

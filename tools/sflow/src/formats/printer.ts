import type { Datagram, SflowError } from '@host-sflow/sflow-encoder'

/** A datagram as it came in. */
export interface Arrival {
  readonly bytes: Buffer
  /** `address:port`, IPv6 in brackets. */
  readonly source: string
  /** When it came in or was captured, since 1970. */
  readonly seconds: number
  readonly micros: number
  /** Whether it comes from a capture. */
  readonly captured: boolean
}

/** One output format: what it prints on stdout for what comes in, each with its line ends. */
export interface Printer {
  datagram(datagram: Datagram, arrival: Arrival): string
  /** What stands for a datagram that cannot be decoded. */
  malformed?(error: SflowError, arrival: Arrival): string
  /** Whether `malformed` says what is wrong; else that goes to stderr. */
  readonly reportsErrors?: true
}

/** `malformed datagram from 10.0.0.1:6343: ... (sample 1, record 2, byte 340)` */
export function malformedText(error: SflowError, arrival: Arrival): string {
  const place = [
    error.sample === undefined ? '' : `sample ${error.sample}`,
    error.record === undefined ? '' : `record ${error.record}`,
    error.offset === undefined ? '' : `byte ${error.offset}`,
  ].filter((text) => text !== '')
  return `malformed datagram from ${arrival.source}: ${error.message}${place.length === 0 ? '' : ` (${place.join(', ')})`}`
}

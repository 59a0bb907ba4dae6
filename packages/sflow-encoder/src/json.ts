import type { Datagram } from './datagram.ts'
import type { SflowError } from './errors.ts'
import { recordsJson } from './records.ts'

/**
 * One line of JSON for a datagram, with the names of the standard: integers beyond 2^53 as decimal text,
 * unknown values as null, MAC addresses, UUIDs and opaque bytes as bare hexadecimal text.
 * `source` is the sender as `address:port`.
 */
export function datagramJson(datagram: Datagram, source?: string): string {
  const { agent_address, sub_agent_id, sequence_number, uptime, samples } = datagram
  const head =
    `{"agent_address":${agent_address === null ? 'null' : `"${agent_address}"`},"sub_agent_id":${sub_agent_id},` +
    `"sequence_number":${sequence_number},"uptime":${uptime},`
  return `${head}${sourceJson(source)}"samples":${recordsJson(samples)}}`
}

/** One line of JSON for what could not be decoded; null where an error is in no sample or record. */
export function errorJson(error: SflowError, source?: string): string {
  const { code, message, sample = null, record = null, offset = null } = error
  return JSON.stringify({ error: { code, message, sample, record, offset }, source })
}

function sourceJson(source: string | undefined): string {
  return source === undefined ? '' : `"source":${JSON.stringify(source)},`
}

import type { Datagram } from '@host-sflow/sflow-encoder'

/** Lengths on the wire of a sample and its records, without their headers of 8 bytes. */
export interface BodyLengths {
  readonly length: number
  readonly records: number[]
}

const padded = (length: number): number => (length + 3) & ~3

/** The lengths of the samples in a datagram that was decoded from `bytes`. */
export function bodyLengths(bytes: Buffer, datagram: Datagram): BodyLengths[] {
  const addressBytes = { 1: 4, 2: 16 }[bytes.readUInt32BE(4)] ?? 0
  // Version, address, sub-agent, sequence number, uptime and the number of samples.
  let at = 8 + addressBytes + 16
  return datagram.samples.map(({ row }) => {
    const length = bytes.readUInt32BE(at + 4)
    const body = at + 8
    at = body + padded(length)
    const records: number[] = []
    if (row !== undefined && 'records' in row.fields) {
      let next = body
      for (const [name, field] of Object.entries(row.fields))
        if (name !== 'records') next += field.wire.minBytes
      const count = bytes.readUInt32BE(next)
      next += 4
      for (let i = 0; i < count; i++) {
        const recordLength = bytes.readUInt32BE(next + 4)
        records.push(recordLength)
        next += 8 + padded(recordLength)
      }
    }
    return { length, records }
  })
}

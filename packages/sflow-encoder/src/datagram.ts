import { createReader, createWriter, fail } from './kit/buffers.ts'
import type { DecodedFields, InputFields } from './kit/field.ts'
import type { Catalogue, Row } from './kit/row.ts'
import { sampleDatagramV5 } from './structures/sample-datagram-v5.ts'

/** The version that this package speaks. */
export const SFLOW_VERSION = 5
/** The most that a UDP datagram over IPv4 can carry. */
export const MAX_DATAGRAM_BYTES = 65507

/** A decoded datagram. */
export type Datagram = DecodedFields<typeof sampleDatagramV5.fields>
/** What the encoder takes as a datagram; a decoded one will do. */
export type DatagramInput = InputFields<typeof sampleDatagramV5.fields>

/** Decodes the payload of one UDP packet. */
export type Decoder = (bytes: Uint8Array) => Datagram

/** The rows by kind and data format. */
export function catalogueOf(rows: readonly Row[]): Catalogue {
  const byKind = (kind: Row['kind']): ReadonlyMap<number, Row> =>
    new Map(rows.filter((row) => row.kind === kind).map((row) => [row.dataFormat, row]))
  return { sample: byKind('sample'), flow: byKind('flow_record'), counter: byKind('counter_record') }
}

/**
 * Makes a decoder that knows these rows, for programs that need few of them; `decodeDatagram` knows all.
 * Unknown samples and records are kept as bytes, surplus bytes are skipped. Opaque fields are views of the bytes that
 * were given: copy them if they must outlive those. The decoder throws SflowError, with the place, for anything that is
 * not well-formed.
 */
export function createDecoder(catalogue: Catalogue): Decoder {
  return (bytes) => {
    const r = createReader(bytes, catalogue)
    if (bytes.length < 4) fail(r, 'HSF_SFLOW_TRUNCATED', bytes.length)
    const version = r.view.getUint32(0)
    if (version !== SFLOW_VERSION) fail(r, 'HSF_SFLOW_VERSION', 0, `version ${version}`)
    try {
      return sampleDatagramV5.decode(r, 0, bytes.length)
    } catch (error) {
      const other = withoutAddressBytes(bytes)
      if (other === undefined) throw error
      try {
        return sampleDatagramV5.decode(createReader(other, catalogue), 0, other.length)
      } catch {
        throw error
      }
    }
  }
}

// The C hsflowd writes four zero bytes behind an agent address of type 0, where the specification has none.
function withoutAddressBytes(bytes: Uint8Array): Uint8Array | undefined {
  const unknownAddress = bytes.length >= 12 && bytes.subarray(4, 12).every((byte) => byte === 0)
  return unknownAddress ? Buffer.concat([bytes.subarray(0, 8), bytes.subarray(12)]) : undefined
}

/**
 * Encodes a whole datagram into bytes of its own. Agents use a packer instead, which allocates nothing.
 * @throws SflowError HSF_SFLOW_SPACE when it would not fit a UDP packet, HSF_SFLOW_VALUE for a bad address
 */
export function encodeDatagram(datagram: DatagramInput): Uint8Array {
  const w = createWriter(MAX_DATAGRAM_BYTES)
  sampleDatagramV5.encode(w, { version: SFLOW_VERSION, ...datagram })
  return w.buf.subarray(0, w.pos)
}

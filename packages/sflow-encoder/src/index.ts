export { catalogue, decodeDatagram, rows } from './catalogue.ts'
export {
  catalogueOf,
  createDecoder,
  encodeDatagram,
  MAX_DATAGRAM_BYTES,
  SFLOW_VERSION,
  type Datagram,
  type DatagramInput,
  type Decoder,
} from './datagram.ts'
export { enumerations } from './enumerations.ts'
export { SflowError, sflowErrors, type SflowErrorCode } from './errors.ts'
export { datagramJson, errorJson } from './json.ts'
export type { DecodedFields, Field, FieldOptions, Fields, InputFields, Kind } from './kit/field.ts'
export type {
  Catalogue,
  Decoded,
  KnownRecord,
  RecordInput,
  RecordOf,
  Row,
  RowOptions,
  UnknownRecord,
} from './kit/row.ts'
export {
  createPacker,
  DEFAULT_DATAGRAM_BYTES,
  DEFAULT_DELAY_MS,
  type DatagramInfo,
  type Packer,
  type PackerOptions,
  type PackerStatistics,
} from './packer.ts'
export { tagOf } from './records.ts'
export * from './structures/index.ts'
export type { DataSource, Interface } from './wire/identifiers.ts'
export { ip4Text, ip6Text } from './wire/ip-text.ts'

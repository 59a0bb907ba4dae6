import { catalogueOf, createDecoder, type Decoder } from './datagram.ts'
import type { Catalogue, Row } from './kit/row.ts'
import * as structures from './structures/index.ts'

const KINDS = ['datagram', 'sample', 'flow_record', 'counter_record'] as const

/** Every row, in the order of kind, enterprise and format. */
export const rows: readonly Row[] = Object.values<Row>(structures).toSorted(
  (a, b) => KINDS.indexOf(a.kind) - KINDS.indexOf(b.kind) || a.dataFormat - b.dataFormat,
)

/** Every known structure by kind and data format. */
export const catalogue: Catalogue = catalogueOf(rows)

/** The decoder that knows every structure; see {@link createDecoder}. */
export const decodeDatagram: Decoder = createDecoder(catalogue)

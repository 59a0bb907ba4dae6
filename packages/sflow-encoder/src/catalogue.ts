import { catalogueOf, createDecoder, type Decoder } from './datagram.ts'
import type { Catalogue, Row } from './kit/row.ts'
import { counterRecords, flowRecords, sampleDatagramV5, samples } from './structures/index.ts'

/** Every row, in the order of kind, enterprise and format. */
export const rows: readonly Row[] = [sampleDatagramV5, ...samples, ...flowRecords, ...counterRecords]

/** Every known structure by kind and data format. */
export const catalogue: Catalogue = catalogueOf(rows)

/** The decoder that knows every structure; see {@link createDecoder}. */
export const decodeDatagram: Decoder = createDecoder(catalogue)

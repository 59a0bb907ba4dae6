import type { Catalogue, Row } from './kit/row.ts'
import { counterRecords, flowRecords, sampleDatagramV5, samples } from './structures/index.ts'

const byDataFormat = (rows: readonly Row[]): ReadonlyMap<number, Row> =>
  new Map(rows.map((row) => [row.dataFormat, row]))

/** Every known structure by kind and data format. */
export const catalogue: Catalogue = {
  sample: byDataFormat(samples),
  flow: byDataFormat(flowRecords),
  counter: byDataFormat(counterRecords),
}

/** Every row, in the order of kind, enterprise and format. */
export const rows: readonly Row[] = [sampleDatagramV5, ...samples, ...flowRecords, ...counterRecords]

import type { Fields } from './field.ts'
import { row, type Row, type RowOptions } from './row.ts'

type Declare = <const F extends Fields>(name: string, options: RowOptions, fields: F) => Row<F>

/** Declares a record of counters samples. */
export const counterRecord: Declare = (name, options, fields) => row('counter_record', name, options, fields)
/** Declares a record of flow samples. */
export const flowRecord: Declare = (name, options, fields) => row('flow_record', name, options, fields)
/** Declares a sample. */
export const sample: Declare = (name, options, fields) => row('sample', name, options, fields)
/** Declares a datagram. */
export const datagram: Declare = (name, options, fields) => row('datagram', name, options, fields)

import type { Row } from '@host-sflow/sflow-encoder'
import { linesText, type Line } from './lines.ts'
import { specialFieldsOf } from './special-fields.ts'
import { flowSampleTypes, printedOrder, wholeRows } from './special-rows.ts'
import { printerOf } from './values.ts'

/** The text of a row's record: `length` is that of its body on the wire, `prefix` stands before every label. */
export type RowPrinter = (fields: Readonly<Record<string, unknown>>, length: number, prefix: string) => string

const printers = new Map<Row, RowPrinter>()

/** The printer of a row, made from it at first use. */
export function rowPrinter(row: Row): RowPrinter {
  let printer = printers.get(row)
  if (printer === undefined) {
    printer = makePrinter(row)
    printers.set(row, printer)
  }
  return printer
}

function makePrinter(row: Row): RowPrinter {
  const intro = introOf(row)
  const whole = wholeRows.get(row)
  if (whole !== undefined)
    return (fields, _, prefix) => linesText(intro, prefix) + linesText(whole(fields as never), prefix)
  const names = printedOrder.get(row) ?? Object.keys(row.fields)
  const steps = names.map((name) => fieldPrinter(row, name))
  return (fields, length, prefix) => {
    let text = linesText(intro, prefix)
    for (const step of steps) text += step(fields, length, prefix)
    return text
  }
}

function introOf(row: Row): Line[] {
  if (typeof row.sflowtool !== 'string') return []
  if (row.kind === 'sample') return [['sampleType', row.sflowtool]]
  return [[flowSampleTypes.has(row) ? 'flowSampleType' : 'extendedType', row.sflowtool]]
}

function fieldPrinter(row: Row, name: string): RowPrinter {
  const field = row.fields[name]!
  const label = field.sflowtool ?? name
  const special = specialFieldsOf(row)[name]
  if (special !== undefined)
    return (fields, _, prefix) => linesText(special(fields[name] as never, label), prefix)
  const print = printerOf(field)
  if (print === undefined) return () => ''
  const end = field.optional ? endOf(row, name) : 0
  return (fields, length, prefix) => {
    // Old agents end the record before its optional fields: then they have no line.
    if (length < end) return ''
    const text = print(fields[name])
    return text === undefined ? '' : `${prefix}${label} ${text}\n`
  }
}

function endOf(row: Row, name: string): number {
  let end = 0
  for (const [each, field] of Object.entries(row.fields)) {
    end += field.wire.minBytes
    if (each === name) break
  }
  return end
}

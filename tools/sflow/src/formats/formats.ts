import { oneOf } from '@host-sflow/agent-runtime'
import type { Printer } from './printer.ts'
import { jsonPrinter } from './json.ts'
import { linePrinter } from './line/line.ts'
import { sflowtoolPrinter } from './sflowtool/sflowtool.ts'
import { createTablePrinter } from './table.ts'

/** Names of the formats. */
const formatNames = ['table', 'json', 'sflowtool', 'line'] as const
export type FormatName = (typeof formatNames)[number]

/** The option that chooses one. */
export const formatOption = {
  type: 'value',
  group: 'Options',
  argument: 'FORMAT',
  parse: oneOf(...formatNames),
  defaultText: 'table on a terminal, else json',
  help: 'table (for people), json (one line per datagram), sflowtool or line (as sflowtool prints without options and with -l)',
} as const

const printers: Readonly<Record<FormatName, () => Printer>> = {
  table: createTablePrinter,
  json: () => jsonPrinter,
  sflowtool: () => sflowtoolPrinter,
  line: () => linePrinter,
}

export const createPrinter = (name: FormatName): Printer => printers[name]()

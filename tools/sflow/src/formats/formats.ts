import type { Printer } from './printer.ts'
import { jsonPrinter } from './json.ts'
import { linePrinter } from './line/line.ts'
import { sflowtoolPrinter } from './sflowtool/sflowtool.ts'
import { createTablePrinter } from './table.ts'

/** Names of the formats. */
export const formatNames = ['table', 'json', 'sflowtool', 'line'] as const
export type FormatName = (typeof formatNames)[number]

/** What each prints, for the help. */
export const formatHelp = `output: table (for people), json (one line per datagram), sflowtool or line (as sflowtool prints without options and with -l); by default table on a terminal, else json`

const printers: Readonly<Record<FormatName, () => Printer>> = {
  table: createTablePrinter,
  json: () => jsonPrinter,
  sflowtool: () => sflowtoolPrinter,
  line: () => linePrinter,
}

export const createPrinter = (name: FormatName): Printer => printers[name]()

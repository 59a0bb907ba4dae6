import type { Field } from '@host-sflow/sflow-encoder'
import { addressText, uuidText } from './addresses.ts'
import { fixed3, percent, unsigned } from './numbers.ts'
import { cutText } from './texts.ts'

type AnyField = Field<unknown, unknown>

/** The text of a value; undefined when its line is left out. */
export type Print = (value: unknown) => string | undefined

const text =
  (print: (value: string) => string): Print =>
  (value) =>
    print(value as string)

/** By wire type: how a value is printed. Unknown values (null) are printed as they stood on the wire: all ones, or -1. */
const byType: Readonly<Record<string, Print>> = {
  u32: (value) => unsigned((value as number | null) ?? 0xffffffff),
  i32: (value) => unsigned(value as number),
  u64: (value) => (value === null ? '18446744073709551615' : `${value as bigint}`),
  f32: (value) => fixed3((value as number | null) ?? -1),
  f64: (value) => fixed3(value as number),
  pct: (value) => percent(value as number | null),
  mac: text((value) => value),
  uuid: text(uuidText),
  ip4: text((value) => value),
  ip6: text(addressText),
  address: (value) => addressText(value as string | null),
  ds: dataSource,
  dsx: dataSource,
  ifc: port,
  ifx: port,
}

function dataSource(value: unknown): string {
  const source = value as { class: number; index: number }
  return `${source.class}:${source.index}`
}

const PORT_FORMATS = ['', 'dropCode ', 'multiple ', 'format==3 ']

function port(value: unknown): string {
  const { format, value: index } = value as { format: number; value: number }
  return `${PORT_FORMATS[format] ?? `format==${format} `}${index}`
}

/** Printer of text: sflowtool's buffers hold the standard's limit including the final NUL; empty text has no line. */
export function stringPrinter(limit: number): Print {
  return (value) => (value === '' ? undefined : cutText(value as string, limit))
}

const NO_LIMIT_BYTES = 254

/** The printer of a field; undefined for lists and structures, which have no text of their own. */
export function printerOf(field: AnyField): Print | undefined {
  const { name } = field.wire
  const limit = /^string<(\d*)>$/.exec(name)
  if (limit !== null) return stringPrinter(limit[1] === '' ? NO_LIMIT_BYTES : Number(limit[1]) - 1)
  return byType[name]
}

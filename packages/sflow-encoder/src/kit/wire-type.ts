import type { Codegen } from './codegen.ts'
import type { Fields } from './field.ts'

/**
 * How one type of the specification stands on the wire, as code for the compiled functions.
 * `D` is the type of a decoded value, `E` what the encoder takes.
 */
export interface WireType<D, E = D> {
  /** As in the specification's XDR; `unsigned hyper` is `u64`. */
  readonly name: string
  /** The least number of bytes that a value takes. */
  readonly minBytes: number
  /** Whether every value takes exactly `minBytes`. */
  readonly fixed: boolean
  /** Source text of the value that is encoded for a field that is not set. */
  readonly unset: string
  /** Source text of the decoded value that means "unknown" where a field declares so, if the type has one. */
  readonly unknownMark?: string
  /** Source text of the value that encodes "unknown". */
  readonly unknownUnset?: string
  /** Emits code that writes the variable `value`; `rest` is the least number of bytes that follow. */
  encode(g: Codegen, value: string, rest: string): void
  /** Emits code that reads a value, and returns its expression. `restFixed`: exactly `rest` bytes follow. */
  decode(g: Codegen, rest: string, restFixed: boolean): string
  /** The expression of the JSON text of `value` (an expression), a field of `object`. */
  json(value: string, object: string): string
  /** The type of the elements, of an array. */
  readonly element?: WireType<unknown, unknown>
  /** The fields, of a structure. */
  readonly fields?: Fields
  /** The types to choose from, of a choice, and the field that says which. */
  readonly arms?: Readonly<Record<number, WireType<unknown, unknown>>>
  readonly selector?: string
  /** Only for the type checker. */
  readonly types?: { decoded: D; encoded: E }
}

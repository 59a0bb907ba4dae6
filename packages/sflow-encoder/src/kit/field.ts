import type { WireType } from './wire-type.ts'

/** What a number is: a counter only rises (and wraps), a gauge may do anything, the others are not measures. */
export type Kind = 'counter' | 'gauge' | 'identifier' | 'enum' | 'bitmap'

/** What a row says of a field besides its type. */
export interface FieldOptions {
  /** Unit of the value on the wire, for example `bytes`, `ms`, `KiB`. */
  readonly unit?: string
  /** `gauge` unless told. */
  readonly kind?: Kind
  /** -1: all ones (or -1.0) mean "unknown" and are decoded as null; 0: they are plain values. By default -1 for counters. */
  readonly unknown?: 0 | -1
  /** The number that is encoded when the field is not set, where that is neither 0 nor the unknown value. */
  readonly unset?: number
  /** The field may be missing at the end of a record from an older agent; it is then decoded as null. */
  readonly optional?: true
  /** Name of the enumeration of its values, see `enumerations`. */
  readonly enumeration?: string
  /** The name that sflowtool prints, where it is not the field's own. */
  readonly sflowtool?: string
  readonly note?: string
}

/** One field of a structure. */
export interface Field<D = unknown, E = D> extends FieldOptions {
  readonly wire: WireType<D, E>
  /** Whether the unknown value is decoded as null. */
  readonly nullable: boolean
}

/** Fields in wire order. */
export type Fields = Readonly<Record<string, Field<unknown, unknown>>>

/** The decoded values of fields. */
export type DecodedFields<F extends Fields> = {
  -readonly [K in keyof F]: F[K] extends Field<infer D, infer _E> ? D : never
}

/** What the encoder takes for fields: all of them may be left out, and are then encoded as unknown. */
export type InputFields<F extends Fields> = {
  readonly [K in keyof F]?: F[K] extends Field<infer _D, infer E> ? E | null | undefined : never
}

type Nullable<D, O extends FieldOptions> = O extends { optional: true }
  ? D | null
  : O extends { unknown: 0 }
    ? D
    : O extends { unknown: -1 } | { kind: 'counter' }
      ? D | null
      : D

/** Builds a field of `wire`. */
export function field<D, E, O extends FieldOptions>(
  wire: WireType<D, E>,
  options: O,
): Field<Nullable<D, O>, E> {
  const unknown = options.unknown ?? (options.kind === 'counter' ? -1 : 0)
  // The wire type of a nullable field also decodes null, which only the field knows.
  return { ...options, wire: wire as WireType<Nullable<D, O>, E>, nullable: unknown === -1 }
}

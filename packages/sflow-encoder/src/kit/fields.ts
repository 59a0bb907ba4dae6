// The vocabulary of the rows: one function per type of the specifications' XDR.
import { arrayType, choiceType, recordsType, structType, type RecordKind } from '../wire/composites.ts'
import {
  compactDataSourceType,
  compactInterfaceType,
  dataSourceType,
  interfaceType,
} from '../wire/identifiers.ts'
import { f32Type, f64Type, i32Type, pctType, u32Type, u64Type } from '../wire/scalars.ts'
import {
  addressType,
  fixedOpaqueType,
  ip4Type,
  ip6Type,
  macType,
  opaqueType,
  stringType,
  uuidType,
} from '../wire/texts.ts'
import { field, type Field, type FieldOptions, type Fields } from './field.ts'
import type { WireType } from './wire-type.ts'

type Declare<D, E = D> = <const O extends FieldOptions>(options?: O) => ReturnType<typeof field<D, E, O>>

function declare<D, E>(wire: WireType<D, E>): Declare<D, E> {
  return <const O extends FieldOptions>(options?: O) => field(wire, options ?? ({} as O))
}

/** Unsigned int. */
export const u32 = declare(u32Type)
/** Int. */
export const i32 = declare(i32Type)
/** Unsigned hyper. */
export const u64 = declare(u64Type)
/** Single-precision float. */
export const f32 = declare(f32Type)
/** Double-precision float. */
export const f64 = declare(f64Type)
/** Hundredths of a percent. */
export const pct = declare(pctType)
/** MAC address as 12 hexadecimal digits. */
export const mac = declare(macType)
/** UUID as 32 hexadecimal digits. */
export const uuid = declare(uuidType)
/** IPv4 address. */
export const ip4 = declare(ip4Type)
/** IPv6 address. */
export const ip6 = declare(ip6Type)
/** IPv4 or IPv6 address with its type. */
export const address = declare(addressType)
/** Compact data source. */
export const compactDataSource = declare(compactDataSourceType)
/** Expanded data source. */
export const dataSource = declare(dataSourceType)
/** Compact interface. */
export const compactInterface = declare(compactInterfaceType)
/** Expanded interface. */
export const iface = declare(interfaceType)

/** One of a table of numbers; others are kept as they are. */
export const enumeration = <const O extends FieldOptions>(name: string, options?: O) =>
  field(u32Type, { kind: 'enum', unknown: 0, ...options, enumeration: name } as const)

/** Text of at most `limit` bytes of UTF-8. */
export const string = (limit?: number, options: FieldOptions = {}): Field<string> =>
  field(stringType(limit), options)

/** Bytes with a length word. */
export const opaque = (limit?: number, options: FieldOptions = {}): Field<Uint8Array> =>
  field(opaqueType(limit), options)

/** Exactly `bytes` bytes. */
export const fixedOpaque = (bytes: number, options: FieldOptions = {}): Field<string, string | Uint8Array> =>
  field(fixedOpaqueType(bytes), options)

/** A list of values of one type. */
export const array = <D, E>(
  element: { readonly wire: WireType<D, E> },
  options: FieldOptions & { limit?: number } = {},
): Field<D[], readonly E[]> => field(arrayType(element.wire, options.limit), options)

/** An inline structure. */
export const struct = <F extends Fields>(name: string, fields: F) => ({ wire: structType(name, fields) })

/** A list of records. */
export const records = (kind: RecordKind, options: FieldOptions = {}) => field(recordsType(kind), options)

type Arm = Field<unknown, unknown>
type DecodedArm<A> = A extends Field<infer D, infer _E> ? D : never
type EncodedArm<A> = A extends Field<infer _D, infer E> ? E : never

/** The value whose type the earlier field `selector` names. */
export const choice = <A extends Readonly<Record<number, Arm>>>(
  selector: string,
  arms: A,
): Field<DecodedArm<A[keyof A]>, EncodedArm<A[keyof A]>> => {
  const wires = Object.fromEntries(Object.entries<Arm>(arms).map(([code, arm]) => [code, arm.wire]))
  return field(choiceType(wires, selector), {}) as Field<DecodedArm<A[keyof A]>, EncodedArm<A[keyof A]>>
}

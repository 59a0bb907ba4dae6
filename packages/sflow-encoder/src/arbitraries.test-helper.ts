import fc, { type Arbitrary } from 'fast-check'
import type { Field, Fields, RecordOf, Row } from './index.ts'
import type { WireType } from './kit/wire-type.ts'

const hex = (bytes: number): Arbitrary<string> =>
  fc.uint8Array({ minLength: bytes, maxLength: bytes }).map((b) => Buffer.from(b).toString('hex'))
const text = (limit: number): Arbitrary<string> =>
  fc
    .string({ unit: 'grapheme', maxLength: 40 })
    .map((s) => Buffer.from(s).subarray(0, limit).toString().replaceAll('\ufffd', ''))
    .filter((s) => Buffer.byteLength(s) <= limit)
const bigOrNumber = fc.oneof(fc.maxSafeNat(), fc.bigInt({ min: 2n ** 53n, max: 2n ** 64n - 2n }))
const float32 = fc.float({ noNaN: true, noDefaultInfinity: true }).filter((x) => !Object.is(x, -0))

/** Values of the scalar types by their name. */
const scalars: Record<string, Arbitrary<unknown>> = {
  u32: fc.nat({ max: 0xfffffffe }),
  i32: fc.integer(),
  u64: bigOrNumber,
  f32: float32,
  f64: fc.double({ noNaN: true, noDefaultInfinity: true }).filter((x) => !Object.is(x, -0)),
  pct: fc.option(fc.nat({ max: 10000 })),
  mac: hex(6),
  uuid: hex(16),
  ip4: fc.ipV4(),
  ip6: fc.uint8Array({ minLength: 16, maxLength: 16 }).map((b) => ip6(b)),
  address: fc.oneof(
    fc.ipV4(),
    fc.uint8Array({ minLength: 16, maxLength: 16 }).map((b) => ip6(b)),
  ),
  ds: fc.record({ class: fc.nat({ max: 255 }), index: fc.nat({ max: 0xffffff }) }),
  dsx: fc.record({ class: fc.nat({ max: 0xffffffff }), index: fc.nat({ max: 0xffffffff }) }),
  ifc: fc.record({ format: fc.nat({ max: 3 }), value: fc.nat({ max: 0x3fffffff }) }),
  ifx: fc.record({ format: fc.nat({ max: 0xffffffff }), value: fc.nat({ max: 0xffffffff }) }),
}

// The canonical text by way of the URL parser, which knows RFC 5952 without our help.
function ip6(bytes: Uint8Array): string {
  const groups = Array.from({ length: 8 }, (_, i) => ((bytes[2 * i]! << 8) | bytes[2 * i + 1]!).toString(16))
  return new URL(`http://[${groups.join(':')}]/`).hostname.slice(1, -1)
}

function values(wire: WireType<unknown, unknown>): Arbitrary<unknown> {
  const scalar = scalars[wire.name]
  if (scalar !== undefined) return scalar
  const limit = Number(/<(\d+)>/.exec(wire.name)?.[1] ?? 300)
  if (wire.name.startsWith('string')) return text(limit)
  if (wire.name.startsWith('opaque<')) return fc.uint8Array({ maxLength: 200 }).map((b) => Buffer.from(b))
  if (wire.name.startsWith('opaque[')) return hex(Number(/\d+/.exec(wire.name)![0]))
  if (wire.name.startsWith('array<record')) return fc.constant([])
  if (wire.element !== undefined) return fc.array(values(wire.element), { maxLength: 5 })
  if (wire.fields !== undefined) return fieldValues(wire.fields)
  throw new Error(`no values for ${wire.name}`)
}

function fieldValue(field: Field): Arbitrary<unknown> {
  if (!field.nullable) return values(field.wire)
  // What means "unknown" on the wire cannot come back as a number.
  const known = values(field.wire).filter((x) => x !== -1)
  return fc.option(known, { freq: 8 })
}

/** Canonical values of fields: what is decoded from them is what was encoded. */
export function fieldValues(fields: Fields): Arbitrary<Record<string, unknown>> {
  const choice = Object.entries(fields).find(([, field]) => field.wire.arms !== undefined)
  if (choice === undefined)
    return fc.record(Object.fromEntries(Object.entries(fields).map(([name, f]) => [name, fieldValue(f)])))
  const [chosen, { wire }] = choice
  const arms = Object.entries(wire.arms!)
  const others = Object.fromEntries(
    Object.entries(fields)
      .filter(([name]) => name !== chosen && name !== wire.selector)
      .map(([name, f]) => [name, fieldValue(f)]),
  )
  return fc
    .oneof(
      ...arms.map(([code, arm]) =>
        fc.record({ ...others, [wire.selector!]: fc.constant(Number(code)), [chosen]: values(arm) }),
      ),
    )
    .map((value) => Object.fromEntries(Object.keys(fields).map((name) => [name, value[name]])))
}

/** A record or sample of a row. */
export function recordOf(row: Row): Arbitrary<RecordOf<Row>> {
  return fieldValues(row.fields).map((fields) => ({ row, fields }))
}

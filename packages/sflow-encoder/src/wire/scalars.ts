import type { WireType } from '../kit/wire-type.ts'

type Scalar<D, E = D> = WireType<D, E> & { readonly fixed: true }

function word(name: string, get: string, set: string, bytes: number): Scalar<number> {
  return {
    name,
    minBytes: bytes,
    fixed: true,
    unset: '0',
    encode: (g, value) => g.line(`v.${set}(${g.take(bytes)}, ${value})`),
    decode: (g) => `v.${get}(${g.take(bytes)})`,
    json: (value) => value,
  }
}

/** Unsigned int. A larger number is taken modulo 2^32, as a counter wraps. */
export const u32Type: Scalar<number> = {
  ...word('u32', 'getUint32', 'setUint32', 4),
  unknownMark: '4294967295',
  unknownUnset: '4294967295',
}
/** Two's complement int. */
export const i32Type = word('i32', 'getInt32', 'setInt32', 4)
/** IEEE-754 single. */
export const f32Type: Scalar<number> = {
  ...word('f32', 'getFloat32', 'setFloat32', 4),
  unknownMark: '-1',
  unknownUnset: '-1',
  json: (value) => `rt.float32Json(${value})`,
}
/** IEEE-754 double. */
export const f64Type: Scalar<number> = {
  ...word('f64', 'getFloat64', 'setFloat64', 8),
  json: (value) => `rt.float64Json(${value})`,
}

/** Unsigned hyper: a number up to 2^53 - 1, a bigint beyond. */
export const u64Type: Scalar<number | bigint> = {
  name: 'u64',
  minBytes: 8,
  fixed: true,
  unset: '0',
  unknownMark: 'rt.allOnes',
  unknownUnset: '-1',
  encode(g, value) {
    g.line(`rt.hyper(v, ${g.take(8)}, ${value})`)
  },
  decode(g) {
    const high = g.fresh()
    const low = g.fresh()
    g.line(`const ${high} = v.getUint32(${g.take(4)}), ${low} = v.getUint32(${g.take(4)})`)
    return `(${high} < 0x200000 ? ${high} * 4294967296 + ${low} : rt.big(${high}, ${low}))`
  },
  json: (value) => `rt.u64Json(${value})`,
}

/** Hundredths of a percent; -1 is unknown and decoded as null. */
export const pctType: Scalar<number | null> = {
  name: 'pct',
  minBytes: 4,
  fixed: true,
  unset: '4294967295',
  encode: (g, value) => g.line(`v.setUint32(${g.take(4)}, ${value} ?? 4294967295)`),
  decode(g) {
    const x = g.fresh()
    g.line(`const ${x} = v.getUint32(${g.take(4)})`)
    return `(${x} === 4294967295 ? null : ${x})`
  },
  // As text also in an array, whose join() would print nothing for null.
  json: (value) => `('' + ${value})`,
}

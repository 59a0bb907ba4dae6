import { decodeFields, encodeFields, fieldsJson, minBytesOf } from '../kit/fields-code.ts'
import type { DecodedFields, Fields, InputFields } from '../kit/field.ts'
import type { WireType } from '../kit/wire-type.ts'
import type { Decoded, RecordInput } from '../kit/row.ts'

/** An inline structure without tag and length. */
export function structType<F extends Fields>(
  name: string,
  fields: F,
): WireType<DecodedFields<F>, InputFields<F>> {
  return {
    name: `struct:${name}`,
    minBytes: minBytesOf(fields),
    fixed: Object.values(fields).every((field) => field.wire.fixed),
    unset: '{}',
    fields,
    encode(g, value, rest) {
      encodeFields(g, fields, value, rest)
    },
    decode: (g, rest) => decodeFields(g, fields, rest),
    json: (value) => fieldsJson(fields, value),
  }
}

/** `array<element, limit>`: count and elements. */
export function arrayType<D, E>(element: WireType<D, E>, limit?: number): WireType<D[], readonly E[]> {
  const size = element.minBytes
  return {
    name: `array<${element.name}${limit === undefined ? '' : `,${limit}`}>`,
    minBytes: 4,
    fixed: false,
    unset: 'rt.none',
    element,
    encode(g, value, rest) {
      g.settle()
      const [a, n, i] = [g.fresh(), g.fresh(), g.fresh()]
      const count = limit === undefined ? `${a}.length` : `Math.min(${a}.length, ${limit})`
      g.line(`const ${a} = ${value}, ${n} = ${count}`)
      g.line(`if (w.end - o < 4 + ${n} * ${size} + (${rest})) rt.space()`)
      g.line(`v.setUint32(o, ${n}); o += 4`)
      g.line(`for (let ${i} = 0; ${i} < ${n}; ${i}++) {`)
      element.encode(g, `${a}[${i}]`, `(${rest}) + (${n} - ${i} - 1) * ${size}`)
      g.settle()
      g.line('}')
    },
    decode(g, rest) {
      const [a, n, i] = [g.fresh(), g.fresh(), g.fresh()]
      g.line(`const ${n} = v.getUint32(${g.take(4)})`)
      g.settle()
      g.line(`if (${n} * ${size} > end - o - (${rest})) rt.fail(r, 'HSF_SFLOW_COUNT', o - 4)`)
      g.line(`const ${a} = []`)
      g.line(`for (let ${i} = 0; ${i} < ${n}; ${i}++) {`)
      const x = element.decode(g, `(${rest}) + (${n} - ${i} - 1) * ${size}`, false)
      g.line(`${a}.push(${x})`)
      g.settle()
      g.line('}')
      return a
    },
    json: (value) => `('[' + ${value}.map((x) => ${element.json('x', 'x')}).join(',') + ']')`,
  }
}

/** Kinds of record lists: what the tags of their elements mean. */
export type RecordKind = 'flow' | 'counter' | 'sample'

/** `array<record:kind>`: each with tag, length and body; unknown ones are kept as bytes. */
export function recordsType(kind: RecordKind): WireType<Decoded[], readonly RecordInput[]> {
  return {
    name: `array<record:${kind}>`,
    minBytes: 4,
    fixed: false,
    unset: 'rt.none',
    encode(g, value) {
      g.settle()
      g.line(`w.pos = o; rt.writeRecords(w, ${value}); o = w.pos`)
    },
    decode(g, rest) {
      g.settle()
      const x = g.fresh()
      g.line(`const ${x} = rt.readRecords(r, '${kind}', o, end - (${rest})); o = r.pos`)
      return x
    },
    json: (value) => `rt.recordsJson(${value})`,
  }
}

/** An XDR union: the value whose type the earlier field `selector` names. */
export function choiceType<D, E>(
  arms: Readonly<Record<number, WireType<D, E>>>,
  selector: string,
): WireType<D, E> {
  const each = Object.entries(arms)
  return {
    name: `choice:${selector}`,
    minBytes: Math.min(...each.map(([, arm]) => arm.minBytes)),
    fixed: false,
    unset: 'undefined',
    arms,
    selector,
    encode(g, value, rest) {
      g.settle()
      g.line(`switch (${g.field(selector)}) {`)
      for (const [code, arm] of each) {
        g.line(`case ${code}: {`)
        g.line(`if (w.end - o < ${arm.minBytes} + (${rest})) rt.space()`)
        g.line(
          `if (${value} === undefined || ${value} === null) rt.value('${selector} ${code} without its value')`,
        )
        arm.encode(g, value, rest)
        g.settle()
        g.line('break }')
      }
      g.line(`default: rt.value('${selector} ' + ${g.field(selector)}) }`)
    },
    decode(g, rest) {
      g.settle()
      const x = g.fresh()
      g.line(`let ${x}`)
      g.line(`switch (${g.field(selector)}) {`)
      for (const [code, arm] of each) {
        g.line(`case ${code}: {`)
        g.line(`if (end - o < ${arm.minBytes} + (${rest})) rt.fail(r, 'HSF_SFLOW_TRUNCATED', o)`)
        g.line(`${x} = ${arm.decode(g, rest, false)}`)
        g.settle()
        g.line('break }')
      }
      g.line(`default: rt.fail(r, 'HSF_SFLOW_UNION', o - 4, '${selector} ' + ${g.field(selector)}) }`)
      return x
    },
    json: (value, object) =>
      each.reduceRight((otherwise, [code, arm]) => {
        const is = `${object}[${JSON.stringify(selector)}] === ${code}`
        return `(${is} ? ${arm.json(value, object)} : ${otherwise})`
      }, `'null'`),
  }
}

import type { Reader, Writer } from './buffers.ts'
import { compile, createCodegen } from './codegen.ts'
import type { DecodedFields, Fields, InputFields } from './field.ts'
import { decodeFields, encodeFields, fieldsJson, minBytesOf } from './fields-code.ts'
import { runtime } from './runtime.ts'

/** What a structure is: each kind has its own numbers. */
export type StructureKind = 'datagram' | 'sample' | 'flow_record' | 'counter_record'

/** What a row says of its structure besides the fields. */
export interface RowOptions {
  readonly enterprise: number
  readonly format: number
  /** The document that defines it. */
  readonly spec: string
  /** `standard` unless told. */
  readonly status?: string
  /** How sflowtool prints it: the value of its `flowSampleType`, `extendedType` or `sampleType` line; false: not at all. */
  readonly sflowtool?: string | false
  /** The number has been used for other layouts too: only a body of exactly this one's length is decoded. */
  readonly exact?: true
  readonly notes?: string
}

/** One structure of the standard: its declaration, and the functions that are compiled from it at first use. */
export interface Row<F extends Fields = Fields> extends RowOptions {
  readonly kind: StructureKind
  readonly name: string
  /** `enterprise:format`. */
  readonly tag: string
  /** enterprise << 12 | format, as on the wire. */
  readonly dataFormat: number
  readonly fields: F
  /** Writes the body at `w.pos`. @throws SflowError HSF_SFLOW_SPACE, HSF_SFLOW_VALUE */
  encode(w: Writer, fields: InputFields<F>): void
  /** Reads the body from `at` up to `end`. @throws SflowError */
  decode(r: Reader, at: number, end: number): DecodedFields<F>
  /** The JSON text of decoded fields, with the names of the standard. */
  json(fields: DecodedFields<F>): string
}

/** A decoded record or sample; `row` is undefined for one of an unknown type, whose body is in `bytes`. */
export type Decoded = KnownRecord | UnknownRecord
/** A record or sample of a known type. */
export interface KnownRecord<R extends Row = Row> {
  readonly row: R
  readonly fields: R extends Row<infer F> ? DecodedFields<F> : never
}
/** A record or sample of a type that has no row. */
export interface UnknownRecord {
  readonly row: undefined
  readonly dataFormat: number
  readonly bytes: Uint8Array
}

/** What the encoder takes as a record or sample; decoded ones can be given back to it. */
export type RecordInput = RecordOf<Row> | UnknownRecord
/** A record of one row. */
export interface RecordOf<R extends Row> {
  readonly row: R
  readonly fields: R extends Row<infer F> ? InputFields<F> : never
}

/** The known structures by kind and data format. */
export interface Catalogue {
  readonly sample: ReadonlyMap<number, Row>
  readonly flow: ReadonlyMap<number, Row>
  readonly counter: ReadonlyMap<number, Row>
}

/** Declares a structure. */
export function row<F extends Fields>(
  kind: StructureKind,
  name: string,
  options: RowOptions,
  fields: F,
): Row<F> {
  const self: Row<F> = {
    ...options,
    kind,
    name,
    tag: `${options.enterprise}:${options.format}`,
    dataFormat: options.enterprise * 4096 + options.format,
    fields,
    // Compiled when first called: an agent uses a few of the rows, and pays for those.
    encode(w, values) {
      self.encode = compileEncode(self)
      self.encode(w, values)
    },
    decode(r, at, end) {
      self.decode = compileDecode(self)
      return self.decode(r, at, end)
    },
    json(values) {
      self.json = compile(runtime, `json_${name}`, 'f', `return ${fieldsJson(fields, 'f')}`)
      return self.json(values)
    },
  }
  return self
}

function compileEncode<F extends Fields>({ name, fields }: Row<F>): Row<F>['encode'] {
  const g = createCodegen()
  g.line('const v = w.view; let o = w.pos')
  g.line(`if (w.end - o < ${minBytesOf(fields, true)}) rt.space()`)
  encodeFields(g, fields, 'f', '0')
  g.settle()
  g.line('w.pos = o')
  return compile(runtime, `encode_${name}`, 'w, f', g.body())
}

function compileDecode<F extends Fields>({ name, fields }: Row<F>): Row<F>['decode'] {
  const g = createCodegen()
  g.line('const v = r.view')
  g.line(`if (end - o < ${minBytesOf(fields)}) rt.fail(r, 'HSF_SFLOW_TRUNCATED', end)`)
  const values = decodeFields(g, fields, '0')
  g.settle()
  g.line('r.pos = o')
  g.line(`return ${values}`)
  return compile(runtime, `decode_${name}`, 'r, o, end', g.body())
}

import type { Codegen } from './codegen.ts'
import type { Field, Fields } from './field.ts'

type AnyField = Field<unknown, unknown>

/** The least number of bytes of fields when read (`optional` ones may be missing) or when written. */
export function minBytesOf(fields: Fields, written = false): number {
  return Object.values(fields).reduce((sum, f) => sum + (f.optional && !written ? 0 : f.wire.minBytes), 0)
}

function unsetOf(field: AnyField): string {
  if (field.unset !== undefined) return `${field.unset}`
  return (field.nullable ? field.wire.unknownUnset : undefined) ?? field.wire.unset
}

/** Emits code that writes the fields of the object `object`. */
export function encodeFields(g: Codegen, fields: Fields, object: string, rest: string): void {
  let following = minBytesOf(fields, true)
  for (const [name, field] of Object.entries(fields)) {
    following -= field.wire.minBytes
    const value = g.fresh()
    g.line(`const ${value} = ${object}[${JSON.stringify(name)}] ?? ${unsetOf(field)}`)
    g.define(name, value)
    field.wire.encode(g, value, `${following} + ${rest}`)
  }
}

/** Emits code that reads fields, and returns the object literal of their values. */
export function decodeFields(g: Codegen, fields: Fields, rest: string): string {
  let following = minBytesOf(fields)
  let variable = Object.values(fields).filter(isVariable).length
  const members = Object.entries(fields).map(([name, field]) => {
    if (!field.optional) following -= field.wire.minBytes
    if (isVariable(field)) variable--
    const value = decodeField(g, field, `${following} + ${rest}`, variable === 0)
    g.define(name, value)
    return `${JSON.stringify(name)}: ${value}`
  })
  return `{ ${members.join(', ')} }`
}

const isVariable = (field: AnyField): boolean => !field.wire.fixed || field.optional === true

function decodeField(g: Codegen, field: AnyField, rest: string, restFixed: boolean): string {
  const value = g.fresh()
  const { wire } = field
  if (field.optional && !wire.fixed) throw new Error('only a field of fixed size can be optional')
  let expression = wire.decode(g, rest, restFixed)
  if (field.nullable && wire.unknownMark !== undefined) {
    const raw = g.fresh()
    g.line(`let ${raw}`)
    expression = `(${raw} = ${expression}) === ${wire.unknownMark} ? null : ${raw}`
  }
  if (field.optional) {
    // Optional fields end a row of fixed fields, so `o` still stands where that row began.
    const behind = g.take(0)
    expression = `${behind} > end ? null : (${expression})`
  }
  g.line(`const ${value} = ${expression}`)
  return value
}

/** The expression of the JSON object of fields of the object `object`. */
export function fieldsJson(fields: Fields, object: string): string {
  const members = Object.entries(fields).map(([name, field]) => {
    const value = `${object}[${JSON.stringify(name)}]`
    return `${JSON.stringify(`"${name}":`)} + ${field.wire.json(value, object)}`
  })
  return members.length === 0 ? `'{}'` : `('{' + ${members.join(` + ',' + `)} + '}')`
}

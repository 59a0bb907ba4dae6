import { refuse } from './errors.ts'
import { isObject, member, type JsonObject } from './members.ts'
import { cutText } from './text.ts'

/** A value of a type that a message may name: its code on the wire, and how it is read. */
export interface RtType {
  readonly code: number
  readonly read: (value: unknown) => string | number | bigint | undefined
  /** Bytes on the wire. */
  readonly bytes: number | 'text'
}

/** A metric of rtmetric, or a field of rtflow, as the rows take it. */
export interface RtField {
  readonly name: string
  readonly type: number
  readonly value: string | number | bigint
}

const MAX_TEXT_BYTES = 255
const NAME = /^[\w-]{1,64}$/
const NAME_RULE = '1 to 64 letters, digits, "_" or "-"'

/** Text, at most 255 bytes; nothing else is taken for it. */
export const textType: RtType = {
  code: 0,
  bytes: 'text',
  read: (value) => (typeof value === 'string' ? cutText(value, MAX_TEXT_BYTES) : undefined),
}

/** The name of the source of a message; none is empty. @throws Refusal */
export function readDatasource(message: JsonObject): string {
  const name = member(message, 'datasource') ?? ''
  if (name === '') return ''
  if (typeof name !== 'string' || !NAME.test(name) || /^\d/.test(name))
    refuse(`datasource must be ${NAME_RULE}, and not begin with a digit`)
  return name
}

/**
 * Reads all members but the `reserved` ones. One that cannot be read makes the message void: what its sender meant is
 * not known. @throws Refusal
 */
export function readRtFields(
  message: JsonObject,
  reserved: readonly string[],
  types: ReadonlyMap<string, RtType>,
): RtField[] {
  const fields = Object.entries(message)
    .filter(([name]) => !reserved.includes(name.toLowerCase()))
    .map(([name, field]) => readField(name, field, types))
  if (fields.length === 0) refuse('there is no value in it')
  return fields
}

function readField(name: string, field: unknown, types: ReadonlyMap<string, RtType>): RtField {
  if (!NAME.test(name)) refuse(`a name must be ${NAME_RULE}`)
  if (!isObject(field)) refuse('a value must be an object with type and value')
  const typeName = member(field, 'type')
  const type = typeof typeName === 'string' ? types.get(typeName) : undefined
  if (type === undefined) refuse(`type must be one of ${[...types.keys()].join(', ')}`)
  const value = type.read(member(field, 'value'))
  if (value === undefined) refuse(`value is not one of type ${String(typeName)}`)
  return { name, type: type.code, value }
}

const padded = (bytes: number): number => (bytes + 3) & ~3

/** Bytes of a field on the wire. */
export function bytesOf({ name, type, value }: RtField, types: ReadonlyMap<string, RtType>): number {
  const known = [...types.values()].find(({ code }) => code === type)
  const size = typeof value === 'string' && known?.bytes === 'text' ? 4 + padded(Buffer.byteLength(value)) : 0
  return 4 + padded(name.length) + 4 + (known?.bytes === 'text' ? size : (known?.bytes ?? 0))
}

import * as z from 'zod/mini'
import { refuse } from './errors.ts'

export type JsonObject = Readonly<Record<string, unknown>>

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** A member, whatever the case of its name, as the C daemon finds it; null is none. `name` is in lower case. */
export function member(object: JsonObject, name: string): unknown {
  const direct = object[name]
  if (direct !== undefined) return direct ?? undefined
  for (const key in object)
    if (key.length === name.length && key.toLowerCase() === name) return object[key] ?? undefined
  return undefined
}

/** A value that `read` understands. */
export const readable = <T>(read: (value: unknown) => T | undefined, rule: string) =>
  z.transform((value: unknown, context): T => {
    const result = read(value)
    if (result !== undefined) return result
    context.issues.push({ code: 'custom', message: rule, input: value })
    return z.NEVER
  })

/** Names of members, in lower case, and of theirs. */
type Names = ReadonlyMap<string, Names | undefined>

function namesOf(schema: z.core.$ZodType): Names | undefined {
  if (schema instanceof z.ZodMiniOptional) return namesOf(schema.def.innerType)
  if (!(schema instanceof z.ZodMiniObject)) return undefined
  const shape = Object.entries(schema.shape as Record<string, z.core.$ZodType>)
  return new Map(shape.map(([name, inner]) => [name, namesOf(inner)]))
}

interface Found {
  unknown: number
}

/** The known members under their names in lower case, the first of each; the others are counted. */
function pick(value: unknown, names: Names, found: Found): unknown {
  if (!isObject(value)) return value
  const picked: Record<string, unknown> = {}
  for (const [key, inner] of Object.entries(value)) {
    const name = key.toLowerCase()
    if (!names.has(name)) found.unknown++
    else if (picked[name] === undefined && inner !== null) {
      const below = names.get(name)
      picked[name] = below === undefined ? inner : pick(inner, below, found)
    }
  }
  return picked
}

/** What was read of a value, and how many of its members were passed over. */
export interface Reading<T> {
  readonly value: T
  readonly unknown: number
}

/** Reads values of a schema, whose names are in lower case. The reader throws Refusal, with the place. */
export function createReader<S extends z.ZodMiniObject>(schema: S): (value: unknown) => Reading<z.output<S>> {
  const names = namesOf(schema) ?? new Map()
  return (value) => {
    const found: Found = { unknown: 0 }
    const result = z.safeParse(schema, pick(value, names, found))
    if (result.success) return { value: result.data, unknown: found.unknown }
    const [issue] = result.error.issues
    return refuse([issue?.path.join('.'), issue?.message].filter(Boolean).join(' '))
  }
}

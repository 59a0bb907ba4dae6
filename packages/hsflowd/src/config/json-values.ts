import { canonicalName } from './applications.ts'
import type { ValueKind } from './declaration.ts'
import type { Entry } from './tree.ts'

const JSON_TYPES: ReadonlySet<unknown> = new Set(['integer', 'number', 'boolean'])

/** A value in the JSON form of a configuration; a text that is none is given back as it is. */
export function jsonValue(kind: ValueKind, text: string): unknown {
  const result = kind.schema.safeParse(text)
  if (!result.success) return text
  return JSON_TYPES.has(kind.jsonSchema['type']) ? result.data : kind.format(result.data)
}

/** The JSON form of the entries of a valid configuration. Names become those of the declarations. */
export function toJsonForm(entries: readonly Entry[]): Readonly<Record<string, unknown>> {
  const form: Record<string, unknown> = {}
  const names = new Map<string, string>()
  for (const entry of entries) {
    if (entry.declared === undefined) continue
    const { name, repeat } = entry.declared
    if (entry.kind === 'block') {
      const before = form[name]
      // A block that is there again adds to the first.
      const first = !repeat && typeof before === 'object' ? before : {}
      add(name, repeat, { ...first, ...toJsonForm(entry.entries) })
    } else if (entry.value !== undefined) {
      const { prefix } = entry.declared
      const written = prefix === undefined ? name : prefix + memberName(entry.key.text.slice(prefix.length))
      add(written, repeat, jsonValue(entry.declared.value, entry.value.text))
    }
  }
  return form

  // Names have no case: of two that differ in it alone there is to be one member.
  function memberName(given: string): string {
    const lower = given.toLowerCase()
    const kept = names.get(lower) ?? canonicalName(given)
    names.set(lower, kept)
    return kept
  }

  // Of a key that is given again the last counts.
  function add(name: string, repeat: true | undefined, value: unknown): void {
    form[name] = repeat ? [...((form[name] as unknown[] | undefined) ?? []), value] : value
  }
}

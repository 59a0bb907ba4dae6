import type { Block, Key, ValueKind } from './declaration.ts'
import type { Entry } from './tree.ts'

const JSON_TYPES: ReadonlySet<unknown> = new Set(['integer', 'number', 'boolean'])

/** A value in the JSON form of a configuration; a text that is none is given back as it is. */
export function jsonValue(kind: ValueKind, text: string): unknown {
  const result = kind.schema.safeParse(text)
  if (!result.success) return text
  return JSON_TYPES.has(kind.jsonSchema['type']) ? result.data : kind.format(result.data)
}

/** The JSON form of a block, from its entries in a valid configuration. Names become those of the declarations. */
export function toJsonForm(block: Block, entries: readonly Entry[]): Readonly<Record<string, unknown>> {
  const form: Record<string, unknown> = {}
  const add = (name: string, value: unknown, repeat: true | undefined): void => {
    form[name] = repeat ? [...((form[name] as unknown[] | undefined) ?? []), value] : value
  }
  for (const { key, value, block: inner } of entries) {
    const name = key.text.toLowerCase()
    if (inner !== undefined) {
      const declared = block.blocks?.find((each) => isCalled(each, name))
      if (declared !== undefined) add(declared.name, toJsonForm(declared, inner), declared.repeat)
    } else if (value !== undefined) {
      const declared = block.keys.find((each) => isCalled(each, name))
      if (declared !== undefined)
        add(nameOf(declared, key.text), jsonValue(declared.value, value.text), declared.repeat)
    }
  }
  return form
}

function isCalled(
  { name, aliases = [], prefix }: Pick<Key, 'name' | 'aliases' | 'prefix'>,
  called: string,
): boolean {
  if (prefix !== undefined) return called.startsWith(prefix.toLowerCase())
  return [name, ...aliases].some((each) => each.toLowerCase() === called)
}

const nameOf = ({ name, prefix }: Key, written: string): string =>
  prefix === undefined ? name : `${prefix}${written.slice(prefix.length)}`

import { plain, sentence } from '@host-sflow/agent-runtime/manual'
import type { Block, Key } from '../declaration.ts'
import { jsonValue } from '../json-values.ts'
import { defaultOf, explanation, remarks, valueText } from './key-facts.ts'

type Schema = Readonly<Record<string, unknown>>

/** JSON Schema (draft 2020-12) of the JSON form of hsflowd.conf. */
export function jsonSchema(sflow: Block): string {
  const schema = {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'hsflowd.conf, JSON form',
    type: 'object',
    properties: { $schema: { type: 'string' }, [sflow.name]: blockSchema(sflow) },
    required: [sflow.name],
    additionalProperties: false,
  }
  return `${JSON.stringify(schema, undefined, 2)}\n`
}

function blockSchema(block: Block): Schema {
  const families = block.keys.filter(({ prefix }) => prefix !== undefined)
  const required = block.keys.filter((key) => key.required).map(({ name }) => name)
  return {
    type: 'object',
    description:
      plain(explanation(block)) + (block.absent ? ' This build does not have the module: no effect.' : ''),
    properties: Object.fromEntries([
      ...block.keys.filter(({ prefix }) => prefix === undefined).map((key) => [key.name, keySchema(key)]),
      ...(block.blocks ?? []).map((inner) => [inner.name, several(blockSchema(inner), inner.repeat)]),
    ]),
    ...(families.length > 0 && {
      patternProperties: Object.fromEntries(
        families.map((key) => [
          `^${key.prefix!.replaceAll('.', String.raw`\.`)}[^\\s=;#{}"]+$`,
          keySchema(key),
        ]),
      ),
    }),
    ...(required.length > 0 && { required }),
    additionalProperties: false,
  }
}

function keySchema(key: Key): Schema {
  const { value, defaultText, example, repeat, deprecated, ignored } = key
  const fallback = defaultOf(key)
  const about = [
    explanation(key),
    sentence(valueText(key)),
    ...(fallback === '' ? [] : [`Default: ${fallback}.`]),
    ...remarks({ ...key, aliases: [], repeat: undefined! }).map(sentence),
  ]
  return {
    description: plain(about.join(' ')),
    ...several(value.jsonSchema, repeat),
    ...(defaultText !== undefined && { default: jsonValue(value, defaultText) }),
    examples: [jsonValue(value, example)],
    ...((deprecated !== undefined || ignored !== undefined) && { deprecated: true }),
  }
}

/** What may be repeated is a list, or alone. */
const several = (item: Schema, repeat: true | undefined): Schema =>
  repeat ? { anyOf: [item, { type: 'array', items: item }] } : item

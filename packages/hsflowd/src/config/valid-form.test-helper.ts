import fc from 'fast-check'
import type { Block, Key } from './declaration.ts'

type Form = Readonly<Record<string, unknown>>

/** Random valid configurations in their JSON form: `{ "sflow": { ... } }`. */
export const validForm = (sflow: Block): fc.Arbitrary<Form> =>
  formOf(sflow).map((form) => ({ [sflow.name]: form }))

function formOf({ keys, blocks = [] }: Block): fc.Arbitrary<Form> {
  const rows = Object.fromEntries([
    ...keys.map((key) => [key.exampleName ?? key.name, several(valueOf(key), key.repeat)]),
    ...blocks.map((block) => [block.name, several(formOf(block), block.repeat)]),
  ]) as Record<string, fc.Arbitrary<unknown>>
  const requiredKeys = keys.filter(({ required }) => required).map(({ name }) => name)
  return fc.record(rows, { requiredKeys })
}

const several = (one: fc.Arbitrary<unknown>, repeat: true | undefined): fc.Arbitrary<unknown> =>
  repeat ? fc.oneof(one, fc.array(one, { maxLength: 3 })) : one

function valueOf({ value, example }: Key): fc.Arbitrary<unknown> {
  const {
    type,
    minimum = 0,
    maximum = 1,
  } = value.jsonSchema as { type?: string; minimum?: number; maximum?: number }
  if (type === 'boolean') return fc.boolean()
  if (type === 'integer') return fc.integer({ min: minimum, max: maximum })
  if (type === 'number') return fc.double({ min: minimum, max: maximum, noNaN: true })
  return fc.constant(example)
}

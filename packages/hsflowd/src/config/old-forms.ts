import { sflow } from './grammar/index.ts'
import { blockOf } from './grammar/lookup.ts'
import { warning } from './lexer.ts'
import type { Draft, Values } from './read-block.ts'

/** Gives the old forms of keys to the blocks that have them now. What the block says itself comes first. */
export function applyMoved({ moved, places, problems }: Draft, values: Values): void {
  for (const { key, value, span } of moved) {
    const { block, key: name, starts } = key.sets!
    const path = `${block}.${name}`
    const there = values[block] as Values | undefined
    if (
      there === undefined &&
      !starts &&
      !moved.some(({ key: { sets } }) => sets?.block === block && sets.starts)
    ) {
      problems.push(warning(span, `"${key.name}" has no effect without ${block} { }`))
      continue
    }
    const first = places.get(path)
    if (there?.[name] !== undefined && first !== undefined) {
      problems.push(warning(span, `"${key.name}" has no effect: line ${first.line} comes before it`))
      continue
    }
    if (there === undefined) {
      places.set(block, span)
      if (blockOf(sflow, block)?.absent === true)
        problems.push(warning(span, `module "${block}" is not in this build: this has no effect`))
    }
    places.set(path, span)
    values[block] = { ...there, [name]: value }
  }
}

import { code, terms, text, type Part, sentence } from '@host-sflow/agent-runtime/manual'
import type { Block, Key } from '../declaration.ts'
import {
  blocksOf,
  defaultOf,
  exampleLine,
  explanation,
  isOld,
  remarks,
  usage,
  valueText,
} from './key-facts.ts'

/** Keys as a manual explains them. */
export function keyTerms(keys: readonly Key[]): Part {
  return terms(...keys.map((key): [string, string, string] => [usage(key), explanation(key), facts(key)]))
}

function facts(key: Key): string {
  if (key.ignored !== undefined) return remarks(key).map(sentence).join(' ')
  const fallback = defaultOf(key)
  return [
    sentence(valueText(key)),
    ...(fallback === '' ? [] : [`Default: ${fallback}.`]),
    ...(key.defaultText === undefined || key.exampleName !== undefined
      ? [`Example: \`${exampleLine(key)}\`.`]
      : []),
    ...remarks(key).map(sentence),
  ].join(' ')
}

/** A block with its keys, and the blocks in it, as a manual explains them. */
export function blockParts(block: Block): Part[] {
  const said = `${explanation(block)}${block.repeat ? ' May be given several times.' : ''}`
  const inner = block.blocks ?? []
  return [
    text(said),
    code(block.example),
    ...(block.keys.length === 0 ? [] : [keyTerms(block.keys)]),
    ...inner.flatMap((each) => [text(`A block \`${each.name} { ... }\` in it:`), ...blockParts(each)]),
  ]
}

/** Modules that this build does not have: each with what it is for, and the keys that are accepted. */
export function absentTerms(block: Block): Part {
  return terms(
    ...blocksOf(block).absent.map((each): [string, ...string[]] => [
      `${each.name} { ... }`,
      explanation(each),
      ...(each.keys.length === 0 ? [] : [`Keys: ${each.keys.map(({ name }) => `\`${name}\``).join(', ')}.`]),
    ]),
  )
}

/** Keys as the rows of a table. */
export function keyTable(keys: readonly Key[]): Part {
  return {
    kind: 'table',
    head: ['key', 'value', 'default', 'meaning', 'reload', 'since'],
    rows: keys.map((key) => [
      `\`${key.name}\``,
      valueText(key),
      defaultOf(key) || '–',
      [explanation(key), ...remarks({ ...key, reloadable: true }).map(sentence)].join(' '),
      isOld(key) && key.ignored !== undefined ? '–' : key.reloadable ? 'yes' : 'restart',
      key.since,
    ]),
  }
}

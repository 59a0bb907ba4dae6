import { plain, sentence } from '@host-sflow/agent-runtime/manual'
import type { Block, Key } from '../declaration.ts'
import { blocksOf, defaultOf, explanation, currentKeys, sampleLine, valueText } from './key-facts.ts'

const WIDTH = 78

const INTRODUCTION = `Configuration of hsflowd (Host sFlow for Node.js). See: man hsflowd.conf

Nothing is set here. Then hsflowd learns its collectors and settings by DNS-SD, from the SRV and TXT records of _sflow._udp below the search list of /etc/resolv.conf. Name a collector here if you do not have these records.

A line such as "#polling = 30" is a setting with its default, or with an example where it has none: remove the "#" to set it. Changes take effect at once, without a restart, where nothing else is said; "hsflowd --check" tells what is wrong.`

/** The commented sample of hsflowd.conf: no setting is active, each can be made so by removing its "#". */
export function sampleConf(sflow: Block): string {
  const { present, absent } = blocksOf(sflow)
  const names = absent.map(({ name }) => name).join(', ')
  const lines = [
    ...INTRODUCTION.split('\n\n').flatMap((each, index) => [
      ...(index === 0 ? [] : ['#']),
      ...comment(each, ''),
    ]),
    '',
    `${sflow.name} {`,
    ...currentKeys(sflow).flatMap((key) => [...keyLines(key, '  '), '']),
    ...present.flatMap((block) => [...blockLines(block, '  '), '']),
    ...(names === '' ? [] : comment(`Blocks of modules that this build does not have: ${names}.`, '  ')),
    '}',
  ]
  return `${lines.join('\n')}\n`
}

function keyLines(key: Key, indent: string): string[] {
  return [
    ...comment([explanation(key), ...notes(key).map(sentence)].join(' '), indent),
    `${indent}#${sampleLine(key)}`,
  ]
}

function notes(key: Key): string[] {
  const fallback = defaultOf(key)
  return [
    valueText(key),
    ...(fallback === '' ? [] : [`default: ${fallback}`]),
    ...(key.required ? ['must be given'] : []),
    ...(key.repeat ? ['may be given several times'] : []),
    ...(key.reloadable ? [] : ['a change needs a restart']),
  ]
}

function blockLines(block: Block, indent: string): string[] {
  const inner = [
    ...currentKeys(block).flatMap((key) => keyLines(key, `${indent}  `)),
    ...(block.blocks ?? []).flatMap((each) => blockLines(each, `${indent}  `)),
  ]
  const head = comment(`${explanation(block)}${block.repeat ? ' May be given several times.' : ''}`, indent)
  return [...head, `${indent}#${block.name} {`, ...inner, `${indent}#}`]
}

function comment(sentences: string, indent: string): string[] {
  const lines: string[] = []
  for (const word of plain(sentences).split(/\s+/)) {
    const last = lines.at(-1)
    if (last !== undefined && last.length + 1 + word.length <= WIDTH)
      lines[lines.length - 1] = `${last} ${word}`
    else lines.push(`${indent}# ${word}`)
  }
  return lines
}

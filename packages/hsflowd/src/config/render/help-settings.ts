import { plain } from '@host-sflow/agent-runtime/manual'
import type { Block, Key } from '../declaration.ts'
import { sflow } from '../grammar/index.ts'
import { blocksOf, defaultOf, usage } from './key-facts.ts'

/** What most files set. */
const MOST_USED: ReadonlySet<string> = new Set([
  'polling',
  'sampling',
  'agentIP',
  'agent',
  'agent.cidr',
  'DNSSD',
])

// Columns as those of the options in `--help`.
const WIDTH = 79
const COLUMN = 28

/** The most used settings of hsflowd.conf, as a section of `--help`. */
export function helpSettings(): string {
  const rows = [
    ...sflow.keys.filter(({ name }) => MOST_USED.has(name)).flatMap((key) => row(usage(key), keyText(key))),
    ...blocksOf(sflow).present.flatMap((block) => row(block.example, firstSentence(block))),
  ]
  const rest = 'All of them: man hsflowd.conf, or: hsflowd config man | man -l -'
  return ['Settings of hsflowd.conf, inside sflow { ... }:', ...rows, `  ${rest}`].join('\n')
}

function keyText(key: Key): string {
  const fallback = plain(defaultOf({ ...key, defaultNote: undefined! }))
  return fallback === '' ? key.doc : `${key.doc} (default: ${fallback})`
}

const firstSentence = ({ doc }: Block): string =>
  plain(doc)
    .replace(/\.$/, '')
    .replace(/^(?!Open vSwitch)[A-Z](?=[a-z])/, (letter) => letter.toLowerCase())

function row(left: string, right: string): string[] {
  const lines = wrapped(right).map((line) => ' '.repeat(COLUMN) + line)
  const start = `  ${left}`
  if (start.length > COLUMN - 2) return [start, ...lines]
  return [start.padEnd(COLUMN) + (lines[0] ?? '').trimStart(), ...lines.slice(1)]
}

function wrapped(words: string): string[] {
  const lines: string[] = []
  for (const word of words.split(' ')) {
    const last = lines.at(-1)
    if (last !== undefined && COLUMN + last.length + 1 + word.length <= WIDTH)
      lines[lines.length - 1] = `${last} ${word}`
    else lines.push(word)
  }
  return lines
}

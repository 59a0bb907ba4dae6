import { createApplications } from './applications.ts'
import type { Block } from './declaration.ts'
import { formatProblem } from './diagnostics.ts'
import type { CollectorConfig, FileConfig, ModuleBlocks } from './file-config.ts'
import { sflow, type SflowBlocks, type SflowValues } from './grammar/index.ts'
import { blockOf, keyOf } from './grammar/lookup.ts'
import { isJsonForm, readJsonForm } from './json-form.ts'
import { error, linesOf, tokenize, warning, type Problem } from './lexer.ts'
import { lint } from './lints/index.ts'
import { applyMoved } from './old-forms.ts'
import { readEntries, type Draft } from './read-block.ts'
import { didYouMean } from './suggest.ts'
import { parseTree, type Entry } from './tree.ts'

export type { CollectorConfig, FileConfig } from './file-config.ts'

/** A configuration, if the file is valid, and everything there is to say about it. */
export interface ConfigResult {
  readonly config: FileConfig | undefined
  readonly errors: readonly string[]
  readonly warnings: readonly string[]
}

/** More errors are one error: it is another kind of file. */
const MAX_SHOWN = 50

const file = { name: 'file', keys: [], blocks: [sflow], doc: '', since: '0.1.0', example: '' } satisfies Block

/** Reads the text of a hsflowd.conf. All its errors are reported at once, each with its place and a suggestion. */
export function readConfig(source: string, name: string): ConfigResult {
  if (source.includes('\0')) return { config: undefined, errors: [notText(source, name)], warnings: [] }
  const problems: Problem[] = []
  const config = interpret(readTree(source, problems), problems)
  const lines = linesOf(source)
  problems.sort((a, b) => a.line - b.line || a.column - b.column)
  const say = (severity: Problem['severity']): string[] => {
    const found = problems.filter((p) => p.severity === severity)
    const shown = found.slice(0, MAX_SHOWN).map((p) => formatProblem(name, lines, p))
    const more = found.length - shown.length
    return more === 0 ? shown : [...shown, `${name}: and ${more} more ${severity}${more === 1 ? '' : 's'}`]
  }
  const errors = say('error')
  return { config: errors.length === 0 ? config : undefined, errors, warnings: say('warning') }
}

// Nothing in such a file can be shown.
const notText = (source: string, name: string): string =>
  `${name}:${source.slice(0, source.indexOf('\0')).split('\n').length}:1: error: this is no text of UTF-8: save it as UTF-8 (Windows also calls UTF-16 "Unicode")`

/** The entries of a hsflowd.conf, which may also be in its JSON form. */
export const readTree = (source: string, problems: Problem[]): Entry[] =>
  isJsonForm(source)
    ? readJsonForm(source, file, problems)
    : parseTree(tokenize(linesOf(source), problems), file, problems)

function interpret(tree: readonly Entry[], problems: Problem[]): FileConfig | undefined {
  const entries = sflowEntries(tree, problems)
  if (entries === undefined) return undefined
  const draft: Draft = { problems, places: new Map(), applications: createApplications(), moved: [] }
  const values = readEntries(entries, sflow, '', draft)
  applyMoved(draft, values)
  const config = assemble(values, draft)
  // What follows from an error is not worth a warning.
  if (!problems.some(({ severity }) => severity === 'error')) lint(config, draft)
  return config
}

function sflowEntries(tree: readonly Entry[], problems: Problem[]): readonly Entry[] | undefined {
  const blocks = tree.filter((entry) => entry.kind === 'block' && entry.declared === sflow)
  const [outer] = blocks
  const [first] = tree
  if (outer === undefined && first !== undefined && isOfSflow(first)) {
    problems.push(
      error(first.key, 'the settings stand in no block: put "sflow {" in front of them and "}" behind'),
    )
    return undefined
  }
  for (const entry of tree) {
    if (entry === outer) continue
    const text = blocks.includes(entry)
      ? 'there is a second sflow block: merge it into the first'
      : `only one block stands here: sflow { ... }${didYouMean(entry.key.text, ['sflow'])}`
    problems.push(error(entry.key, text))
  }
  if (outer === undefined && problems.length === 0)
    problems.push(
      error(
        { line: 1, column: 1, length: 1 },
        'the file has no sflow { ... } block: write sflow { } to leave everything to DNS-SD',
      ),
    )
  return outer?.kind === 'block' ? outer.entries : undefined
}

const isOfSflow = ({ key: { text } }: Entry): boolean =>
  keyOf(sflow, text) !== undefined || blockOf(sflow, text) !== undefined

function assemble(all: Record<string, unknown>, { applications, places, problems }: Draft): FileConfig {
  const names = new Set<string>(sflow.blocks.map(({ name }) => name))
  const pick = (isBlock: boolean): object =>
    Object.fromEntries(Object.entries(all).filter(([name]) => names.has(name) === isBlock))
  const values: SflowValues = pick(false)
  const { collector = [], 'dns-sd': block, ...blocks }: SflowBlocks & ModuleBlocks = pick(true)
  const on = places.get('DNSSD')
  const asked = places.get('dns-sd')
  if (values.DNSSD === false && on !== undefined && asked !== undefined)
    problems.push(
      warning(on, `"DNSSD = off" contradicts the dns-sd block on line ${asked.line}: DNS-SD is off`),
    )
  const domain = block?.domain ?? values.DNSSD_domain
  const wanted =
    block !== undefined || values.DNSSD === true || (domain !== undefined && collector.length === 0)
  return {
    values,
    applications: applications.list(),
    collectors: collector as readonly CollectorConfig[],
    dnsSd: wanted && values.DNSSD !== false ? (domain === undefined ? {} : { domain }) : undefined,
    dnsSdOff: values.DNSSD === false,
    blocks,
    places,
  }
}

import { closest } from '@host-sflow/agent-runtime'
import type * as z from 'zod/mini'
import { formatProblem } from './diagnostics.ts'
import { collectorKeys, moduleBlocks, sflowKeys, type Key } from './keys.ts'
import { laterKeys } from './later-keys.ts'
import { tokenize, type Problem } from './lexer.ts'
import { error, parseTree, warning, type Entry } from './tree.ts'

type ValueOf<K extends Key> = K extends { schema: infer S }
  ? S extends z.ZodMiniType<infer V>
    ? V
    : never
  : never
type ValuesOf<K extends readonly Key[]> = { [E in K[number] as E['name']]?: ValueOf<E> }

/** A collector as the file names it. */
export type CollectorConfig = ValuesOf<typeof collectorKeys> & { readonly ip: string }

/** What a configuration file says; what it does not say is absent. */
export type Config = ValuesOf<typeof sflowKeys> & { readonly collectors: readonly CollectorConfig[] }

/** A configuration, if the file is valid, and everything there is to say about it. */
export interface ConfigResult {
  readonly config: Config | undefined
  readonly errors: readonly string[]
  readonly warnings: readonly string[]
}

/** More errors are one error: it is another kind of file. */
const MAX_SHOWN = 50

const blocks = ['collector', ...moduleBlocks]

const opensBlock = ([top, inner, ...deeper]: readonly string[]): boolean =>
  deeper.length === 0 && (inner === undefined ? top === 'sflow' : blocks.includes(inner))

/** Reads the text of a hsflowd.conf. All its errors are reported at once, each with its place and a suggestion. */
export function readConfig(source: string, file: string): ConfigResult {
  const problems: Problem[] = []
  const tokens = tokenize(source, problems)
  const tree = parseTree(tokens, opensBlock, problems)
  const config = interpret(tree, problems)
  problems.sort((a, b) => a.line - b.line || a.column - b.column)
  const lines = source.split('\n')
  const say = (severity: Problem['severity']): string[] => {
    const found = problems.filter((p) => p.severity === severity)
    const shown = found.slice(0, MAX_SHOWN).map((p) => formatProblem(file, lines, p))
    return found.length <= MAX_SHOWN
      ? shown
      : [...shown, `${file}: and ${found.length - MAX_SHOWN} more ${severity}s`]
  }
  const errors = say('error')
  return { config: errors.length === 0 ? config : undefined, errors, warnings: say('warning') }
}

function interpret(tree: readonly Entry[], problems: Problem[]): Config {
  const [sflow, ...others] = tree.filter(({ key, block }) => {
    const known = key.text.toLowerCase() === 'sflow' && block !== undefined
    if (!known)
      problems.push(error(key, `only one block stands here: sflow { ... }${suggestion(key.text, ['sflow'])}`))
    return known
  })
  for (const { key } of others)
    problems.push(error(key, 'there is a second sflow block: merge it into the first'))
  if (sflow === undefined) {
    if (problems.length === 0)
      problems.push({
        severity: 'error',
        message: 'the file has no sflow { ... } block',
        line: 1,
        column: 1,
        length: 1,
      })
    return { collectors: [] }
  }
  const entries = sflow.block ?? []
  const values = readKeys(entries, sflowKeys, 'sflow', problems)
  const collectors = entries.filter(({ key }) => key.text.toLowerCase() === 'collector')
  return { ...values, collectors: collectors.flatMap((entry) => readCollector(entry, problems)) }
}

function readCollector({ key, block = [] }: Entry, problems: Problem[]): CollectorConfig[] {
  const values = readKeys(block, collectorKeys, 'collector', problems)
  if (values.ip !== undefined) return [{ ...values, ip: values.ip }]
  if (!block.some((entry) => entry.key.text.toLowerCase() === 'ip'))
    problems.push(error(key, 'this collector has no ip: write collector { ip = ADDRESS }'))
  return []
}

function readKeys<const K extends readonly Key[]>(
  entries: readonly Entry[],
  keys: K,
  where: string,
  problems: Problem[],
): ValuesOf<K> {
  const values: Record<string, unknown> = {}
  for (const { key, value, block } of entries) {
    const name = key.text.toLowerCase()
    if (block !== undefined) {
      if (where === 'sflow' && name === 'collector') continue
      problems.push(unknownBlock(key.text, where, key))
      continue
    }
    const declared = keys.find((k) => [k.name, ...(k.aliases ?? [])].some((n) => n.toLowerCase() === name))
    if (declared === undefined) {
      const names = keys.map((k) => k.name)
      const known = where === 'sflow' ? [...names, ...blocks] : names
      const later = where === 'sflow' && (laterKeys.has(name) || /^(sampling|polling)\./.test(name))
      if (later) problems.push(warning(key, `"${key.text}" is not supported by this build and has no effect`))
      else problems.push(error(key, `unknown ${where} setting "${key.text}"${suggestion(key.text, known)}`))
    } else if (value === undefined) {
      problems.push(error(key, `"${key.text}" has no value: write ${declared.name} = ${declared.example}`))
    } else {
      const result = declared.schema.safeParse(value.text)
      if (result.success) {
        values[declared.name] = result.data
        const note = declared.note?.(result.data)
        if (note !== undefined) problems.push(warning(key, note))
      } else
        problems.push(
          error(
            value,
            `${result.error.issues[0]?.message}, for example ${declared.name} = ${declared.example}`,
          ),
        )
    }
  }
  return values as ValuesOf<K>
}

function unknownBlock(name: string, where: string, token: Entry['key']): Problem {
  if (where === 'sflow' && moduleBlocks.includes(name.toLowerCase()))
    return warning(token, `module "${name}" is not in this build: its block has no effect`)
  return error(
    token,
    `unknown block "${name}" in ${where}${suggestion(name, where === 'sflow' ? blocks : [])}`,
  )
}

function suggestion(word: string, candidates: readonly string[]): string {
  const best = closest(word, candidates)
  return best === undefined ? '' : `, did you mean "${best}"?`
}

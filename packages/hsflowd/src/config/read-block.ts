import { canonicalName, isApplicationName, type Applications } from './applications.ts'
import type { Block, Key } from './declaration.ts'
import { blockOf } from './grammar/lookup.ts'
import { error, warning, type Problem, type Span, type Token } from './lexer.ts'
import { hintForBlock, hintForKey, quoted } from './suggest.ts'
import { PLACEHOLDER, type Entry } from './tree.ts'

/** What a file says, as it is read. */
export interface Draft {
  readonly problems: Problem[]
  readonly places: Map<string, Span>
  readonly applications: Applications
  /** Old forms of keys that are in blocks now. */
  readonly moved: { readonly key: Key; readonly value: unknown; readonly span: Span }[]
}

/** The values of a block's keys and its inner blocks, by name. */
export type Values = Record<string, unknown>

type KeyEntry = Entry & { kind: 'key' }
type BlockEntry = Entry & { kind: 'block' }

/** More suggestions nobody reads; each takes a comparison with every name. */
const MAX_HINTS = 50

/** Reads the entries of a block into `values`. `path` leads to it: empty for the outermost, `collector[0].`. */
export function readEntries(
  entries: readonly Entry[],
  block: Block,
  path: string,
  draft: Draft,
  values: Values = {},
): Values {
  for (const entry of entries) {
    if (entry.kind === 'key') readKey(entry, block, path, draft, values)
    else readInner(entry, block, path, draft, values)
  }
  return values
}

function readInner(
  { key, declared, entries }: BlockEntry,
  block: Block,
  path: string,
  draft: Draft,
  values: Values,
): void {
  const { problems, places } = draft
  if (declared === undefined) {
    const hint = problems.length < MAX_HINTS ? hintForBlock(key.text, block) : ''
    problems.push(error(key, `unknown block ${quoted(key.text)} in ${block.name}${hint}`))
    return
  }
  const before = values[declared.name] as Values[] | Values | undefined
  if (declared.absent === true && before === undefined)
    problems.push(warning(key, `module "${declared.name}" is not in this build: its block has no effect`))
  if (declared.repeat === true) {
    const list = (before ?? []) as Values[]
    const here = `${path}${declared.name}[${list.length}]`
    places.set(here, key)
    const inner = readEntries(entries, declared, `${here}.`, draft)
    sayMissing(key, declared, entries, draft)
    if (complete(inner, declared)) list.push(inner)
    values[declared.name] = list
    return
  }
  const here = path + declared.name
  const first = places.get(here)
  if (before !== undefined && first !== undefined)
    problems.push(
      warning(key, `there is already a block ${declared.name} on line ${first.line}: this one adds to it`),
    )
  else places.set(here, key)
  const inner = readEntries(entries, declared, `${here}.`, draft, (before ?? {}) as Values)
  sayMissing(key, declared, entries, draft)
  values[declared.name] = inner
}

const complete = (values: Values, { keys }: Block): boolean =>
  keys.every(({ required, name }) => required !== true || values[name] !== undefined)

function sayMissing(span: Span, block: Block, entries: readonly Entry[], { problems }: Draft): void {
  for (const key of block.keys)
    if (key.required === true && !entries.some(({ declared }) => declared === key))
      problems.push(
        error(
          span,
          `this ${block.name} has no ${key.name}: write ${block.name} { ${key.name} = ${key.value.placeholder} }`,
        ),
      )
}

function readKey(
  { key, declared, value }: KeyEntry,
  block: Block,
  path: string,
  draft: Draft,
  values: Values,
): void {
  const { problems, places, applications, moved } = draft
  if (declared === undefined) {
    const hint = problems.length < MAX_HINTS ? hintForKey(key.text, block) : ''
    problems.push(error(key, `unknown ${block.name} setting ${quoted(key.text)}${hint}`))
    return
  }
  const read = readValue(key, block, declared, value, draft)
  if (read === undefined) return
  if (block.absent !== true) remark(key, declared, value!, read.value, problems)
  if (declared.sets !== undefined) {
    moved.push({ key: declared, value: read.value, span: key })
    return
  }
  if (declared.prefix !== undefined) {
    const name = canonicalName(key.text.slice(declared.prefix.length))
    if (!isApplicationName(name)) problems.push(error(key, 'this is no name of an application'))
    const what = declared.prefix.slice(0, -1) as 'sampling' | 'polling'
    place(`${path}${what}.${applications.set(name, what, read.value as number)}`, key, draft)
    return
  }
  const name = path + declared.name
  if (declared.repeat === true) {
    const list = (values[declared.name] ??= []) as unknown[]
    if (list.length === 0) places.set(name, key)
    places.set(`${name}[${list.length}]`, key)
    list.push(read.value)
    return
  }
  place(name, key, draft)
  values[declared.name] = read.value
}

/** Notes where a key stands; of two of the same name the last counts. */
function place(path: string, key: Token, { places, problems }: Draft): void {
  const first = places.get(path)
  if (first !== undefined)
    problems.push(warning(key, `${quoted(key.text)} is on line ${first.line} already: only this one counts`))
  places.set(path, key)
}

function readValue(
  key: Token,
  block: Block,
  declared: Key,
  value: Token | undefined,
  { problems }: Draft,
): { value: unknown } | undefined {
  const name = declared.exampleName ?? declared.name
  if (value === undefined || value.text === '') {
    const or =
      declared.defaultText === undefined ? '' : `, or remove it for the default ${declared.defaultText}`
    // `dns-sd` alone is meant as the block of that name, rather than as the switch.
    const twin = blockOf(block, key.text)
    const form = twin === undefined ? `${name} = ${declared.example}` : `${twin.name} { }`
    problems.push(error(key, `${quoted(key.text)} has no value: write ${form}${or}`))
    return undefined
  }
  // Said already, and nobody knows where the value ends.
  if (value.open === true) return undefined
  const result = declared.value.schema.safeParse(value.text)
  const typographic = !value.quoted && /^[“”„‘’«»]/u.test(value.text)
  if (result.success && !typographic) return { value: result.data }
  const wrong = typographic
    ? 'this is not the quote of a program: write "'
    : value.text === PLACEHOLDER
      ? 'this placeholder of a template has not been filled in'
      : result.error?.issues[0]?.message
  problems.push(error(value, `${wrong}, for example ${name} = ${declared.example}`))
  return undefined
}

/** What there is to say about a valid value. */
function remark(key: Token, declared: Key, value: Token, data: unknown, problems: Problem[]): void {
  const say = (span: Span, text: string | undefined): void => {
    if (text !== undefined) problems.push(warning(span, text))
  }
  const { deprecated, ignored } = declared
  const name = quoted(key.text)
  if (deprecated !== undefined)
    say(key, `${name} is an old form: write ${deprecated.replace('...', () => value.text)}`)
  if (ignored !== undefined) say(key, `${name} has no effect: ${ignored}`)
  else say(value, declared.note?.(data))
  say(value, declared.value.caution?.(value.text))
}

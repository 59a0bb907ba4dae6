import { isIP } from 'node:net'
import { closest } from '@host-sflow/agent-runtime'
import type { Block } from './declaration.ts'
import { sflow } from './grammar/index.ts'
import { blockOf, keyOf } from './grammar/lookup.ts'

const MAX_SHOWN_LENGTH = 60

/** A word in quotes, cut to a length that one reads, without what would confuse a terminal. */
export const quoted = (word: string): string => {
  const text = word.slice(0, MAX_SHOWN_LENGTH).replaceAll(/\p{Cc}/gu, '?')
  return `"${text}${word.length > MAX_SHOWN_LENGTH ? '...' : ''}"`
}

/** `, did you mean "polling"?`, or nothing. */
export function didYouMean(word: string, candidates: readonly string[]): string {
  const best = closest(word, candidates)
  return best === undefined ? '' : `, did you mean "${best}"?`
}

/** What others call it: no spelling leads from there to the name. */
const otherWords: ReadonlyMap<string, readonly string[]> = new Map([
  ['ip', ['address', 'addr', 'host', 'hostname', 'server', 'target']],
  ['dev', ['interface', 'iface', 'intf', 'nic', 'ifname']],
  ['namespace', ['netns']],
  ['polling', ['interval']],
  ['sampling', ['rate']],
])

/** What may be meant by a key that a block does not know: the block where it belongs, or a similar name. */
export function hintForKey(word: string, inside: Block): string {
  if (/^(?:\/\/|\/\*|--|')/u.test(word)) return ': a comment begins with "#"'
  const plain = withoutColon(word)
  if (plain !== undefined && keyOf(inside, plain) !== undefined)
    return `: a colon is no separator, write ${plain} = ...`
  const homes = sflow.blocks.filter((block: Block) => block !== inside && keyOf(block, word) !== undefined)
  const names = homes.map(({ name }) => `${name} { }`)
  if (inside !== sflow && keyOf(sflow, word) !== undefined) names.unshift('sflow { } itself')
  if (names.length > 0) return `: it belongs in ${listed(names)}`
  const blocks: readonly Block[] = inside.blocks ?? []
  const known = [...inside.keys.filter(({ prefix }) => prefix === undefined), ...blocks].map(
    ({ name }) => name,
  )
  if (isIP(word) !== 0 && known.includes('ip')) return `: write ip = ${word}`
  if (inside === sflow && /^!?[\da-f.:]+\/[\d.]+$/iu.test(word)) return `: write agent.cidr = ${word}`
  const other = known.find((name) => otherWords.get(name)?.includes(word.toLowerCase()))
  if (other !== undefined) return `, did you mean "${other}"?`
  return didYouMean(word, [...known, ...familyNames(word, inside)]) || partOf(word, known)
}

const withoutColon = (word: string): string | undefined =>
  word.endsWith(':') ? word.slice(0, -1) : undefined

/** `port` for `udpport`, `device` for `dev`. */
function partOf(word: string, known: readonly string[]): string {
  const lower = word.toLowerCase()
  const meant = known.find((name) => {
    const [short = '', long = ''] = [lower, name.toLowerCase()].toSorted((a, b) => a.length - b.length)
    return short.length > 2 && long.includes(short)
  })
  return meant === undefined ? '' : `, did you mean "${meant}"?`
}

/** What may be meant by a block that another does not know. */
export function hintForBlock(word: string, inside: Block): string {
  const bare = bareName(word)
  const twin = inside.blocks?.find(({ name }) => bareName(name) === bare)
  if (twin !== undefined) return `: write ${twin.name} { ... }`
  const key = keyOf(inside, word)
  if (key !== undefined) return `: it is a setting, write ${key.exampleName ?? key.name} = ${key.example}`
  if (inside !== sflow && blockOf(sflow, word) !== undefined) return ': it belongs in sflow { } itself'
  return didYouMean(
    word,
    (inside.blocks ?? []).map(({ name }) => name),
  )
}

/** `dnssd` and `collector:` as `dns-sd` and `collector`. */
const bareName = (word: string): string => word.toLowerCase().replaceAll(/[-_.:]/gu, '')

/** `samplng.http` as `sampling.http`: of a family the part in front of the dot may have the slip. */
function familyNames(word: string, { keys }: Block): string[] {
  const dot = word.indexOf('.')
  return dot < 0
    ? []
    : keys.flatMap(({ prefix }) => (prefix === undefined ? [] : [prefix + word.slice(dot + 1)]))
}

function listed(names: readonly string[]): string {
  return names.length === 1 ? names[0]! : `${names.slice(0, -1).join(', ')} or ${names.at(-1)}`
}

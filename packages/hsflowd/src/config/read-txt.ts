import type { Application } from '@host-sflow/config-share'
import type { TxtPair } from '../dns-sd/records.ts'
import { canonicalName, createApplications, isApplicationName } from './applications.ts'
import type { Key } from './declaration.ts'
import type { SflowValues } from './grammar/index.ts'
import { keyOf } from './grammar/lookup.ts'
import { txt } from './grammar/txt.ts'
import { whyNobody } from './lints/names.ts'
import { didYouMean, quoted } from './suggest.ts'
import type { CollectorLine } from './values/collector-line.ts'
import { readInteger } from './values/numbers.ts'

/** What a TXT record says; what it does not say is absent. */
export interface TxtSettings {
  readonly values: Pick<
    SflowValues,
    'sampling' | 'polling' | 'agentIP' | 'agent' | 'agent.cidr' | 'headerBytes'
  >
  /** `sampling.NAME` and `polling.NAME`, in the order of the record. */
  readonly applications: readonly Application[]
  readonly collectors: readonly CollectorLine[]
  /** Of pairs that were skipped, or that are hardly meant so. */
  readonly warnings: readonly string[]
}

/** No record of settings has nearly as many. */
const MAX_PAIRS = 256
const MAX_WARNINGS = 20
const MAX_HEADER_BYTES = 256

/**
 * Reads the pairs of the TXT record of DNS-SD. A pair that is unknown or wrong is skipped with a warning, as a record
 * that is partly wrong is still what the operator of the zone wants; `where` begins its warnings.
 */
export function readTxt(pairs: readonly TxtPair[], where: string): TxtSettings {
  const warnings: string[] = []
  const found = new Map<string, unknown>()
  const applications = createApplications()
  const say = (text: string): void => void warnings.push(`${where}: ${text}`)
  if (pairs.length > MAX_PAIRS) say(`only the first ${MAX_PAIRS} settings are read`)
  for (const [name, text = ''] of pairs.slice(0, MAX_PAIRS)) {
    const key = keyOf(txt, name)
    if (key === undefined) {
      say(`unknown setting ${quoted(name)}${didYouMean(name, namesOfTxt)}; it is skipped`)
      continue
    }
    if (key.ignored !== undefined) {
      const note = key.note?.(text)
      if (note !== undefined) say(note)
      continue
    }
    const pair = quoted(`${name}=${text}`)
    const result = read(key, text)
    if ('needed' in result) say(`${pair} is skipped: ${result.needed}, for example ${key.example}`)
    else if (key.prefix !== undefined)
      readApplication(name.slice(key.prefix.length), key.prefix, result.value)
    else keep(key, result.value, pair)
  }
  const { collector, ...values } = Object.fromEntries(found)
  return {
    values,
    applications: applications.list(),
    collectors: (collector ?? []) as CollectorLine[],
    warnings: warnings.slice(0, MAX_WARNINGS),
  }

  function readApplication(name: string, prefix: string, value: unknown): void {
    if (!isApplicationName(name)) {
      say(`${quoted(prefix + name)} is skipped: this is no name of an application`)
      return
    }
    const what = prefix === 'polling.' ? 'polling' : 'sampling'
    const why = whyNobody(canonicalName(name), what)
    if (why !== undefined) say(why)
    applications.set(name, what, value as number)
  }

  function keep(key: Key, value: unknown, pair: string): void {
    const note = key.note?.(value)
    if (note !== undefined) say(note)
    if (key.repeat === true) {
      found.set(key.name, [...((found.get(key.name) ?? []) as unknown[]), value])
      return
    }
    if (found.has(key.name)) say(`"${key.name}" is there twice: ${pair} counts`)
    found.set(key.name, value)
  }
}

const namesOfTxt = txt.keys.filter(({ prefix }) => prefix === undefined).map(({ name }) => name)

function read(key: Key, text: string): { value: unknown } | { needed: string } {
  // The C daemon cuts it to its limit instead.
  const cut =
    key.name === 'headerBytes' && readInteger(text) > MAX_HEADER_BYTES ? String(MAX_HEADER_BYTES) : text
  const result = key.value.schema.safeParse(cut)
  return result.success ? { value: result.data } : { needed: String(result.error.issues[0]?.message) }
}

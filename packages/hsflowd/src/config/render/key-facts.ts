import { sentence } from '@host-sflow/agent-runtime/manual'
import type { Block, Key } from '../declaration.ts'

/** Since then everything is there that does not say otherwise. */
export const FIRST_VERSION = '0.1.0'

/** Whether a key is only there for the files of others. */
export const isOld = ({ deprecated, ignored }: Key): boolean =>
  deprecated !== undefined || ignored !== undefined

/** The keys that new files have. */
export const currentKeys = ({ keys }: Block): readonly Key[] => keys.filter((key) => !isOld(key))

/** The blocks in one by whether this build does something with them. */
export function blocksOf({ blocks = [] }: Block): Readonly<Record<'present' | 'absent', readonly Block[]>> {
  return {
    present: blocks.filter(({ absent }) => absent !== true),
    absent: blocks.filter(({ absent }) => absent === true),
  }
}

/** A row's explanation. */
export const explanation = ({ doc, more }: Pick<Key, 'doc' | 'more'>): string =>
  more === undefined ? sentence(doc) : `${sentence(doc)} ${more}`

const UNITS: Readonly<Record<string, string>> = { s: 'in seconds', 'per s': 'per second', bytes: 'in bytes' }

/** `whole number, 0 to 300, in seconds`. */
export function valueText({ value, unit }: Key): string {
  const shown = unit === undefined ? undefined : UNITS[unit]
  return shown === undefined ? value.describe : `${value.describe}, ${shown}`
}

/** What holds where the key is not set: a value as the file would give it, or words. Empty: nothing. */
export function defaultOf({ defaultText, defaultNote }: Key): string {
  const shown = defaultText === undefined ? [] : [`\`${defaultText}\``]
  return [...shown, ...(defaultNote === undefined ? [] : [defaultNote])].join('; ')
}

/** What else there is to know of a key, each a short clause. */
export function remarks({
  aliases = [],
  required,
  repeat,
  dns,
  option,
  reloadable,
  since,
  deprecated,
  ignored,
}: Key): string[] {
  return [
    ...(ignored === undefined ? [] : [`has no effect: ${ignored}`]),
    ...(deprecated === undefined ? [] : [`old form of \`${deprecated}\``]),
    ...(required ? ['must be given'] : []),
    ...(repeat ? ['may be given several times'] : []),
    ...(dns ? ['also in the TXT record of DNS-SD'] : []),
    ...(option === undefined ? [] : [`option \`--${option}\` comes first`]),
    ...(aliases.length === 0 ? [] : [`also written ${aliases.map((name) => `\`${name}\``).join(', ')}`]),
    ...(reloadable || ignored !== undefined ? [] : ['a change needs a restart']),
    ...(since === FIRST_VERSION ? [] : [`since ${since}`]),
  ]
}

/** How a key is written: `polling = SECONDS`. */
export const usage = ({ name, value }: Key): string =>
  `${name.replaceAll(/<(\w+)>/g, (_, word: string) => word.toUpperCase())} = ${value.placeholder}`

/** A line that sets the key: to what holds anyhow, or to an example where that is nothing, or would give a warning. */
export function sampleLine(key: Key): string {
  const { name, exampleName, value, defaultText, example } = key
  const fallback = defaultText === undefined ? undefined : value.schema.safeParse(defaultText)
  const isPlain = fallback?.success === true && key.note?.(fallback.data) === undefined
  return `${exampleName ?? name} = ${quoted(isPlain && defaultText !== undefined ? defaultText : example)}`
}

/** A line that sets the key to another value than the default. */
export const exampleLine = ({ name, exampleName, example }: Key): string =>
  `${exampleName ?? name} = ${quoted(example)}`

/** In quotes where the text form needs them. */
const quoted = (text: string): string =>
  text === '' || /[\s=;#{}"]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text

import { kind } from './kind.ts'
import type { ValueKind } from '../declaration.ts'

const meanings: ReadonlyMap<string, boolean> = new Map([
  ['on', true],
  ['off', false],
])

/** What other programs call on and off. */
const otherWords: ReadonlyMap<string, string> = new Map([
  ['yes', 'on'],
  ['true', 'on'],
  ['1', 'on'],
  ['no', 'off'],
  ['false', 'off'],
  ['0', 'off'],
])

/** `on` or `off`. */
export const onOff: ValueKind<boolean> = kind({
  placeholder: 'on|off',
  describe: 'on or off',
  jsonSchema: { type: 'boolean' },
  read: (text) => meanings.get(text.toLowerCase()),
  needed(text) {
    const meant = otherWords.get(text.toLowerCase())
    return `on or off is needed${meant === undefined ? '' : `: write ${meant}`}`
  },
  format: (value) => (value ? 'on' : 'off'),
})

/** One of some words, in any case. */
export const oneOf = <const W extends string>(words: readonly W[]): ValueKind<W> =>
  kind({
    placeholder: words.join('|'),
    describe: `one of ${words.join(', ')}`,
    jsonSchema: { enum: words },
    read: (text) => words.find((word) => word === text.toLowerCase()),
    needed: () => `one of ${words.join(', ')} is needed`,
    format: (value) => value,
  })

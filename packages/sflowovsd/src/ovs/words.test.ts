import { execFileSync } from 'node:child_process'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { shellQuote } from './shell-quote.ts'
import { isFirstVersion, parseVersion } from './version-line.ts'

test('versions', () => {
  const of = (text: string): string | undefined => parseVersion(`${text}\nCompiled Apr  1 2010\n`)
  expect(of('ovs-vsctl (Open vSwitch) 3.1.0')).toBe('3.1.0')
  expect(of('ovs-vsctl (Open vSwitch) 1.0pre1')).toBe('1.0')
  expect(of('ovs-vsctl (Open vSwitch) 2.17.9-1~bpo')).toBe('2.17.9')
  for (const other of ['', 'x', 'ovs-vsctl 3.1', 'ovsdb-client (Open vSwitch) 1.0'])
    expect(of(other)).toBeUndefined()
  expect(['1.0', '1.0.1', '1.0.99'].map(isFirstVersion)).toEqual([true, true, true])
  expect(['1.1.0', '1.01', '10.0', '3.1.0', undefined].map(isFirstVersion)).toEqual([
    false,
    false,
    false,
    false,
    false,
  ])
})

test('a quoted command is the same command to a shell', () => {
  expect(shellQuote(['ovs-vsctl', '--timeout=5', 'a=b', '$x', "it's", ''])).toBe(
    String.raw`ovs-vsctl --timeout=5 a=b '$x' 'it'\''s' ''`,
  )
  const word = fc.string({ unit: 'grapheme' })
  fc.assert(
    fc.property(fc.array(word, { minLength: 1, maxLength: 5 }), (words) => {
      const script = `printf '%s\\0' ${shellQuote(words)}`
      expect(execFileSync('sh', ['-c', script], { encoding: 'utf8' })).toBe(`${words.join('\0')}\0`)
    }),
    { numRuns: 20 },
  )
})

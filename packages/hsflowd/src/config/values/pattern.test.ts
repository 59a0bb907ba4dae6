import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { pattern } from './pattern.ts'

const compile = (source: string) => {
  const result = pattern.schema.safeParse(source)
  return result.success ? result.data : String(result.error.issues[0]?.message)
}
const fits = (source: string, name: string) => {
  const compiled = compile(source)
  if (typeof compiled === 'string') throw new Error(compiled)
  return compiled.test(name)
}

describe('regular expressions', () => {
  // What grep -E of GNU says of each.
  test.each([
    ['^swp[0-9s]+$', ['swp1', 'swp12s3'], ['swp', 'xswp1', 'swp1.5']],
    ['^(eth|eno)[[:digit:]]+$', ['eth0', 'eno12'], ['eth', 'ens3', 'eth0x']],
    ['eth', ['eth0', 'veth1'], ['Eth0', 'et']],
    ['^e[0-9]+-[0-9]+-[0-9]+$', ['e101-001-0'], ['e101-001']],
    ['^vif[0-9]+[.][0-9]+$', ['vif1.0'], ['vif1x0']],
    [String.raw`^vif\d+\.\d+$`, ['vif1.0'], ['vif1x0']],
    ['^[^]0-9]{3}$', ['abc', '[-['], ['ab', 'ab1', 'ab]']],
    ['a{2,3}b', ['aab', 'xaaab'], ['ab', 'aa']],
    ['a{2}$', ['aa', 'baa'], ['a']],
    ['^(a|b|)$', ['', 'a', 'b'], ['c']],
    ['a{x}', ['a{x}'], ['a']],
    [String.raw`\beth\b`, ['my eth dev'], ['eth0']],
    ['[a-]x', ['-x', 'ax'], ['bx']],
    ['^a.c$', ['abc', 'a{c'], ['ac']],
    ['[[:upper:]_][[=x=]]', ['Ax', '_x'], ['ax', 'Ay']],
  ])('%s', (source, yes, no) => {
    for (const name of yes) expect([name, fits(source, name)]).toEqual([name, true])
    for (const name of no) expect([name, fits(source, name)]).toEqual([name, false])
  })

  test.each([
    ['', 'a regular expression is needed'],
    ['(eth', 'a "(" of the regular expression is not closed'],
    ['eth)', 'a ")" of the regular expression closes nothing'],
    ['*eth', '"*" of the regular expression repeats nothing'],
    ['eth[0-9', 'a "[" of the regular expression is not closed'],
    ['[z-a]', 'a range in "[...]" of the regular expression runs backwards'],
    ['[[:digits:]]', '"[:digits:]" is no class of characters'],
    ['(?:eth)', '"(?" is not of POSIX extended regular expressions: use a plain "("'],
    [String.raw`(e)\1`, String.raw`back-references (\1) are not supported`],
    ['eth\\', 'the regular expression ends with a backslash'],
    ['a{3,2}', '{3,2} has its bounds the wrong way round'],
    ['a{999}', '{999} repeats more than 255 times'],
    ['((((a{255}){255}){255}){255})', 'the regular expression is too large'],
    ['e'.repeat(256), 'a regular expression has at most 255 characters'],
  ])('%s is none', (source, message) => expect(compile(source)).toBe(message))

  test('no expression takes long', () => {
    const names = ['a'.repeat(255), 'a'.repeat(254) + 'b']
    for (const source of [
      '(a*)*$x',
      '(a|a|a|a)*b$',
      'a*'.repeat(120) + 'c',
      '((a+)+)+c',
      'a?'.repeat(127),
      '(((()*)*)*)*x',
    ])
      expect(names.map((name) => fits(source, name)).length).toBe(2)
    expect(fits('()'.concat('{255}'.repeat(40)), '')).toBe(true)
  })

  test('the same answers as the expressions of JavaScript, in what they share', () => {
    const piece = fc.constantFrom(
      'a',
      'b',
      '.',
      '[ab]',
      '[^a]',
      'a*',
      'b+',
      '(ab)?',
      '(a|b)*',
      '(a|bb|)',
      'a{1,2}',
    )
    const name = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 6 })
    fc.assert(
      fc.property(
        fc.boolean(),
        fc.array(piece, { minLength: 1, maxLength: 5 }),
        fc.boolean(),
        name,
        (start, pieces, end, text) => {
          const source = `${start ? '^' : ''}${pieces.join('')}${end ? '$' : ''}`
          expect(fits(source, text)).toBe(new RegExp(source, 'u').test(text))
        },
      ),
      { numRuns: 2000 },
    )
  })

  test('any text is an expression or a message', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom(...'ab()[]{}*+?|^$.\\-,:19=^'.split('')) }),
        fc.string({ maxLength: 12 }),
        (source, name) => {
          const compiled = compile(source)
          if (typeof compiled !== 'string') expect(typeof compiled.test(name)).toBe('boolean')
        },
      ),
      { numRuns: 2000 },
    )
  })
})

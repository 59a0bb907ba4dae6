import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseCollector } from '../collector/collector-spec.ts'
import { closest } from './closest.ts'
import { commonOptions } from './common-options.ts'
import { helpText } from './help-text.ts'
import { text, type OptionTable } from './option-table.ts'
import { parseOptions } from './parse-options.ts'

const table = {
  config: {
    type: 'value',
    short: 'f',
    group: 'Settings',
    argument: 'FILE',
    parse: text,
    help: 'read FILE',
    defaultText: '/etc/hsflowd.conf',
  },
  'old-thing': { type: 'flag', group: 'Settings', help: 'x', hidden: true },
  ...commonOptions,
} as const satisfies OptionTable

const parse = (line: string, environment = {}) =>
  parseOptions(table, line === '' ? [] : line.split(' '), environment)

test('nothing given', () => {
  const { values, positionals, given, error } = parse('')
  expect(values).toMatchObject({
    config: undefined,
    collector: [],
    debug: 0,
    once: false,
    polling: undefined,
  })
  expect([positionals, [...given], error]).toEqual([[], [], undefined])
})

test('long and short, apart and together', () => {
  const { values, error, given } = parse(
    '-ddd -f x.conf --polling=20 --sampling 400 --collector a:1 --collector [::1] --once',
  )
  expect(error).toBeUndefined()
  expect(values).toMatchObject({ debug: 3, config: 'x.conf', polling: 20, sampling: 400, once: true })
  expect(values.collector).toEqual([parseCollector('a:1'), parseCollector('[::1]')])
  expect([...given]).toEqual(['debug', 'config', 'polling', 'sampling', 'collector', 'once'])
  expect(parse('-fx.conf').values.config).toBe('x.conf')
  expect(parse('-f -').values.config).toBe('-')
})

test('the environment serves where the command line is silent', () => {
  const environment = { HSFLOWD_COLLECTOR: 'a:1,b' }
  expect(parse('', environment).values.collector.map(({ host }) => host)).toEqual(['a', 'b'])
  expect(parse('--collector c', environment).values.collector.map(({ host }) => host)).toEqual(['c'])
  expect(parse('', { HSFLOWD_COLLECTOR: '' }).values.collector).toEqual([])
  expect(parse('', { HSFLOWD_COLLECTOR: 'a:x' }).error?.message).toContain('$HSFLOWD_COLLECTOR=a:x')
})

test.each([
  ['--collecter a', 'unknown option --collecter (did you mean --collector?)'],
  ['--dryrun', 'unknown option --dryrun (did you mean --dry-run?)'],
  ['--zzz', 'unknown option --zzz'],
  ['--old-thnig', 'unknown option --old-thnig'],
  ['-x', 'unknown option -x'],
  ['--toString', 'unknown option --toString'],
  ['--config', '--config needs an argument: FILE'],
  ['--config --once', '--config needs an argument: FILE'],
  ['--once=1', '--once takes no argument'],
  ['--polling ten', '--polling ten: must be a whole number from 0 to 2147483'],
  ['--log-format xml', '--log-format xml: must be text or json'],
  [
    '--log-level loud',
    '--log-level loud: must be trace, debug, info, warn, error or fatal, or PART=LEVEL,...',
  ],
  [
    '--collector 10.0.0.1:0',
    '--collector 10.0.0.1:0: the port of the collector is not a number from 1 to 65535: "10.0.0.1:0"',
  ],
])('%s', (line, message) => {
  expect(parse(line).error?.message).toBe(`the command line is not understood: ${message}`)
})

test('no command line makes it throw', () => {
  const word = fc.oneof(
    fc.string(),
    fc.constantFrom(
      '--',
      '-',
      '--no-once',
      '-f',
      '-df',
      '--collector',
      '--polling=',
      '--=x',
      '__proto__',
      '--__proto__',
    ),
  )
  fc.assert(
    fc.property(fc.array(word, { maxLength: 8 }), (argv) => {
      parseOptions(table, argv)
    }),
    { numRuns: 1000 },
  )
})

test('help: grouped, with defaults and variables, under 80 columns', () => {
  const help = helpText({
    name: 'hsflowd',
    summary:
      'Streams the counters of this host as standard sFlow to collectors, refreshed at every interval.',
    usage: ['[OPTION]...', 'address --explain'],
    options: table,
    examples: [['hsflowd --collector 10.0.0.50', 'send to that collector, with no file at all']],
  })
  for (const line of help.split('\n')) expect(line.length).toBeLessThan(80)
  expect(help).toContain('Usage: hsflowd [OPTION]...\n       hsflowd address --explain\n')
  expect(help).toContain('\nSettings:\n  -f, --config FILE         read FILE (default: /etc/hsflowd.conf)\n')
  expect(help).toMatch(/\(repeatable; default: port\s+6343;\s+env:\s+HSFLOWD_COLLECTOR\)/)
  expect(help).toContain('-h, --help')
  expect(help).not.toContain('old-thing')
  expect(help).toMatch(/Exit codes:\n {2}0 success; 1 failure; 64 usage;/)
})

test('closest finds slips, not anything', () => {
  const words = ['sampling', 'polling', 'collector', 'agent']
  expect(closest('samplng', words)).toBe('sampling')
  expect(closest('smapling', words)).toBe('sampling')
  expect(closest('Poling', words)).toBe('polling')
  expect(closest('coll', words)).toBe('collector')
  expect(closest('c', words)).toBeUndefined()
  expect(closest('xyz', words)).toBeUndefined()
  expect(closest('', words)).toBeUndefined()
  expect(closest('sampling'.repeat(9), ['sampling'.repeat(9)])).toBeUndefined()
  fc.assert(fc.property(fc.constantFrom(...words), (word) => closest(word, words) === word))
})

test('a negative number is an argument, and called wrong', () => {
  expect(parse('--polling -1').error?.message).toContain('--polling -1: must be a whole number')
  expect(parse('--config -d').error?.message).toContain('--config needs an argument')
})

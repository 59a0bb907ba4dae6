import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Block, Key, ValueKind } from './declaration.ts'
import { sflow } from './grammar/index.ts'
import { readConfig } from './read-config.ts'
import { cidr } from './values/addresses.ts'
import { uuid } from './values/names.ts'
import { probability, wholeNumber } from './values/numbers.ts'
import { speedRange } from './values/speed.ts'

const names = [sflow, ...sflow.blocks].flatMap(({ name, keys }: Block) => [
  name,
  ...keys.map((key: Key) => key.name),
])
const values = sflow.keys.map(({ example }) => example)

// Words of the language, and what hurts parsers.
const word = fc.oneof(
  fc.constantFrom('{', '}', '{', '}', '\n', '=', ';', ',', '"', '""', '#', '{{', '\r\n', '\u0000', '\uFEFF'),
  fc.constantFrom(...names),
  fc.constantFrom(
    ...values,
    '10.0.0.1,',
    '-1',
    '08',
    '1e9',
    '99999999999999999999',
    '^(a',
    '/',
    '1-',
    '!',
    '“x”',
  ),
  fc.string({ unit: 'binary', maxLength: 8 }),
)
const text = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.array(word, { maxLength: 60 }).map((words) => words.join(' ')),
  fc.array(word, { maxLength: 60 }).map((words) => `sflow { ${words.join(' ')}`),
  fc.array(word, { maxLength: 60 }).map((words) => `sflow {${words.join('')}}`),
)

describe('any text', () => {
  test('gives a configuration or errors, each at a place of the file', () => {
    fc.assert(
      fc.property(text, (source) => {
        const { config, errors, warnings } = readConfig(source, 'f')
        expect(config === undefined).toBe(errors.length > 0)
        expect(errors.length).toBeLessThanOrEqual(51)
        expect(warnings.length).toBeLessThanOrEqual(51)
        const lines = source.split('\n').length
        for (const said of [...errors, ...warnings].filter((one) => !one.startsWith('f: and '))) {
          const [, line, column] = /^f:(\d+):(\d+): (?:error|warning): ./u.exec(said) ?? []
          expect(Number(line)).toBeGreaterThanOrEqual(1)
          expect(Number(line)).toBeLessThanOrEqual(lines)
          expect(Number(column)).toBeGreaterThanOrEqual(1)
          expect(said.split('\n').every((one) => one.length < 1000)).toBe(true)
        }
      }),
      { numRuns: 3000 },
    )
  })

  test('that was valid is an error without its last brace, and never another configuration', () => {
    const line = fc.constantFrom(
      'polling = 20',
      'collector { ip = ::1 }',
      'pcap { dev = a }',
      'sampling.10G = 5',
      '# {',
    )
    fc.assert(
      fc.property(fc.array(line), (lines) => {
        const source = `sflow {\n${lines.join('\n')}\n}`
        expect(readConfig(source, 'f').errors).toEqual([])
        expect(readConfig(source.slice(0, -1), 'f').config).toBeUndefined()
      }),
      { numRuns: 100 },
    )
  })

  // Eight times the size may take 32 times as long on a busy machine; quadratic work takes 64 times, always.
  test.each<[string, (n: number) => string]>([
    ['unknown keys', (n) => `sflow {\n${'polliing = 1\n'.repeat(n)}}`],
    ['the same key', (n) => `sflow {\n${'polling = 1\n'.repeat(n)}}`],
    ['collectors', (n) => `sflow {\n${'collector { ip = ::1 }\n'.repeat(n)}}`],
    [
      'applications',
      (n) => `sflow { ${Array.from({ length: n }, (_, i) => `sampling.app.x${i} = 1`).join('\n')} }`,
    ],
    ['one word', (n) => `sflow { agent = ${'a'.repeat(n * 10)} }`],
    ['one name', (n) => `sflow { ip = ${'a.'.repeat(n * 5)} collector { ip = ${'a.'.repeat(n * 5)} } }`],
    ['commas', (n) => `sflow { polling = ${'1,'.repeat(n * 4)} }`],
    ['settings between commas', (n) => `sflow { polling${' 1,polling'.repeat(n)} }`],
    ['settings in one word', (n) => `sflow { polling = ${'1,polling=1,'.repeat(n)} }`],
    ['blocks in blocks', (n) => `sflow {${'a {'.repeat(n * 3)}`],
    ['placeholders', (n) => `sflow { ${'polling = {{ x }}\n'.repeat(n)} }`],
    ['closing braces', (n) => `sflow {${'}'.repeat(n * 8)}`],
    ['quotes', (n) => `sflow { agent = ${'"'.repeat(n * 8)} }`],
    ['open quotes', (n) => `sflow {\n${'"\n'.repeat(n * 4)} }`],
    [
      'a digit',
      (n) => `sflow { polling = ${'1'.repeat(n * 10)} speed = 1 pcap { speed = ${'1'.repeat(n * 10)}- } }`,
    ],
    ['dashes', (n) => `sflow { pcap { speed = ${'-'.repeat(n * 10)} } uuid = ${'-'.repeat(n * 10)} }`],
    [
      'a range',
      (n) =>
        `sflow { agent.cidr = ${'!'.repeat(n * 5)}${' '.repeat(n)}/ agent.cidr = ${'1.'.repeat(n * 5)} }`,
    ],
    ['a comment', (n) => `sflow { #${'{ '.repeat(n * 5)}\n}`],
  ])('takes linear time: %s', { retry: 3 }, (_, make) => {
    const time = (n: number): number => {
      const source = make(n)
      const runs = [0, 1].map(() => {
        const start = performance.now()
        readConfig(source, 'f')
        return performance.now() - start
      })
      return Math.min(...runs)
    }
    const small = 1000
    time(small)
    expect(time(small * 8)).toBeLessThan(Math.max(time(small), 0.5) * 8 * 4)
  })
})

describe('values', () => {
  const again = <T>(kind: ValueKind<T>, value: T): unknown => kind.schema.parse(kind.format(value))
  const speed = fc.tuple(fc.integer({ min: 1, max: 999 }), fc.nat(5)).map(([n, unit]) => n * 1000 ** unit)

  test('are read again as they were printed', () => {
    fc.assert(
      fc.property(
        fc.nat(4_294_967_295),
        fc.double({ min: 0, max: 1, noNaN: true }),
        speed,
        speed,
        fc.ipV4(),
        fc.ipV6(),
        fc.nat(32),
        fc.boolean(),
        fc.uuid(),
        (whole, part, a, b, v4, v6, prefixLength, exclude, id) => {
          expect(again(wholeNumber(0, 4_294_967_295), whole)).toBe(whole)
          expect(again(probability, part)).toBe(part)
          for (const range of [
            { min: Math.min(a, b), max: Math.max(a, b) },
            { min: a, max: a },
            { min: a, max: Infinity },
          ])
            expect(again(speedRange, range)).toEqual(range)
          for (const address of [v4, v6]) {
            const value = { exclude, address, prefixLength }
            expect(again(cidr, value)).toEqual(value)
          }
          const digits = id.replaceAll('-', '')
          expect(again(uuid, digits)).toBe(digits)
        },
      ),
    )
  })

  test.each([
    ['0', 0],
    ['010', 8],
    ['0x1F', 31],
    ['0X1fk', 31_000],
    ['10M', 10_000_000],
    ['4g', 4_000_000_000],
    ['08', undefined],
    ['1 0', undefined],
    ['1.5', undefined],
    ['-1', undefined],
    ['1KK', undefined],
    ['0x', undefined],
    ['', undefined],
  ])('%s as a whole number', (source, value) => {
    const result = wholeNumber(0, 4_294_967_295).schema.safeParse(source)
    expect(result.success ? result.data : undefined).toBe(value)
  })

  test.each([
    ['1G', [1e9, 1e9]],
    ['1G-10G', [1e9, 1e10]],
    ['1-', [1, Infinity]],
    ['2.5G', [2.5e9, 2.5e9]],
    ['2500m-1T', [2.5e9, 1e12]],
    ['400G-', [4e11, Infinity]],
    ['10G-1G', undefined],
    ['-1G', undefined],
    ['1G-2G-3G', undefined],
    ['fast', undefined],
  ])('%s as a speed', (source, bounds) => {
    const result = speedRange.schema.safeParse(source)
    expect(result.success ? [result.data.min, result.data.max] : undefined).toEqual(bounds)
  })
})

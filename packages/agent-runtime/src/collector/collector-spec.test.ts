import { isIPv6 } from 'node:net'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isRuntimeError } from '../errors.ts'
import { formatCollector, formatEndpoint, parseCollector, parseCollectors } from './collector-spec.ts'

test.each([
  ['10.0.0.50', '10.0.0.50', 6343],
  ['10.0.0.50:9999', '10.0.0.50', 9999],
  [' graphs.example:1 ', 'graphs.example', 1],
  ['localhost', 'localhost', 6343],
  ['graphs.example.', 'graphs.example.', 6343],
  ['sflow_collector-1:65535', 'sflow_collector-1', 65_535],
  ['[::1]', '::1', 6343],
  ['[2001:db8::7]:7000', '2001:db8::7', 7000],
  ['2001:db8::7', '2001:db8::7', 6343],
  ['fe80::1%eth0', 'fe80::1%eth0', 6343],
  ['[fe80::1%eth0]:6344', 'fe80::1%eth0', 6344],
])('%s', (text, host, port) => {
  expect(parseCollector(text)).toEqual({ host, port })
})

test.each([
  ['', 'HSF_COLLECTOR_EMPTY'],
  ['   ', 'HSF_COLLECTOR_EMPTY'],
  [':6343', 'HSF_COLLECTOR_EMPTY'],
  ['10.0.0.1:', 'HSF_COLLECTOR_PORT'],
  ['10.0.0.1:0', 'HSF_COLLECTOR_PORT'],
  ['10.0.0.1:65536', 'HSF_COLLECTOR_PORT'],
  ['10.0.0.1:+1', 'HSF_COLLECTOR_PORT'],
  ['10.0.0.1:6343x', 'HSF_COLLECTOR_PORT'],
  ['[::1]:', 'HSF_COLLECTOR_PORT'],
  ['[::1]6343', 'HSF_COLLECTOR_HOST'],
  ['[10.0.0.1]:6343', 'HSF_COLLECTOR_HOST'],
  ['10.0.0.300', 'HSF_COLLECTOR_HOST'],
  ['10.0.0', 'HSF_COLLECTOR_HOST'],
  ['6343', 'HSF_COLLECTOR_HOST'],
  ['0x7f000001', 'HSF_COLLECTOR_HOST'],
  ['a b', 'HSF_COLLECTOR_HOST'],
  ['host:1:2', 'HSF_COLLECTOR_HOST'],
  ['-h', 'HSF_COLLECTOR_HOST'],
  ['a..b', 'HSF_COLLECTOR_HOST'],
  ['http://host', 'HSF_COLLECTOR_PORT'],
  ['udp/host', 'HSF_COLLECTOR_HOST'],
  ['a'.repeat(64), 'HSF_COLLECTOR_HOST'],
])('%j is %s', (text, code) => {
  expect(() => parseCollector(text)).toThrowError(expect.objectContaining({ code }))
})

test('lists have commas, and may end in one', () => {
  expect(parseCollectors('a:1, [::1]:2,').map(formatCollector)).toEqual(['a:1', '[::1]:2'])
  expect(parseCollectors('')).toEqual([])
})

test('what is written is read back', () => {
  const label = fc.stringMatching(/^[a-z]([a-z0-9-]{0,20}[a-z0-9])?$/)
  const name = fc.array(label, { minLength: 1, maxLength: 5 }).map((labels) => labels.join('.'))
  const host = fc.oneof(fc.ipV4(), fc.ipV6().filter(isIPv6), name)
  fc.assert(
    fc.property(host, fc.integer({ min: 1, max: 65_535 }), (address, port) => {
      expect(parseCollector(formatEndpoint(address, port))).toEqual({ host: address, port })
    }),
  )
})

test('any text is a collector or a typed error, in no time', () => {
  const pieces = fc.constantFrom(
    '[',
    ']',
    ':',
    '::',
    '%',
    '.',
    '1',
    '6343',
    'a',
    '-',
    ' ',
    '\n',
    '\u0000',
    'ä',
  )
  const text = fc.oneof(
    fc.string(),
    fc.array(pieces, { maxLength: 40 }).map((parts) => parts.join('')),
  )
  fc.assert(
    fc.property(text, (value) => {
      try {
        const { host, port } = parseCollector(value)
        expect(host).not.toBe('')
        expect(port).toBeGreaterThan(0)
      } catch (error) {
        expect(isRuntimeError(error)).toBe(true)
      }
    }),
    { numRuns: 2000 },
  )
  const startedAtMs = performance.now()
  expect(() => parseCollector('a.'.repeat(500_000))).toThrow('neither')
  expect(performance.now() - startedAtMs).toBeLessThan(500)
})

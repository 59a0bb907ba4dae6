import fc from 'fast-check'
import { expect, it, vi } from 'vitest'
import { MAX_MESSAGE_BYTES } from './limits.ts'
import { createScanner, type Scanner } from './scanner.ts'

function rest(scanner: Scanner): string[] {
  const messages: string[] = []
  for (let found = scanner.next(); found !== undefined; found = scanner.next())
    if (found !== false) messages.push(found.text)
  return messages
}

function scan(...chunks: (string | Uint8Array)[]): { messages: string[]; skipped: number } {
  const scanner = createScanner()
  const messages = chunks.flatMap((chunk) => {
    // A buffer that is used again, as that of the FIFO is.
    const bytes = Buffer.from(chunk)
    scanner.push(bytes)
    const found = rest(scanner)
    bytes.fill(0x7b)
    return found
  })
  return { messages, skipped: scanner.skipped }
}

it.each([
  ['lines', '{"a":1}\n{"b":2}\r\n', ['{"a":1}', '{"b":2}']],
  ['nothing in between', '{"a":{"x":[{}]}}{"b":2}', ['{"a":{"x":[{}]}}', '{"b":2}']],
  ['several lines', '{\n  "a": 1\n}\n{\n  "b":\n  {}\n}\n', ['{\n  "a": 1\n}', '{\n  "b":\n  {}\n}']],
  [
    'braces, quotes and backslashes in texts',
    '{"a":"}{\\"\\\\"}{"b":"\\u007b"}',
    ['{"a":"}{\\"\\\\"}', '{"b":"\\u007b"}'],
  ],
  ['NUL behind a text', '{"a":1}\0{"b":2}\n\0', ['{"a":1}', '{"b":2}']],
])('finds messages: %s', (_, text, messages) => {
  expect(scan(text)).toEqual({ messages, skipped: 0 })
})

it.each([
  ['garbage', 'hello {"a":1}\n{"b":2}', ['{"b":2}']],
  ['a list', '[{"a":1}]\n{"b":2}', ['{"b":2}']],
  ['garbage behind a message', '{"a":1}}\n{"b":2}', ['{"a":1}', '{"b":2}']],
  ['several lines of garbage, which are one trouble', 'x\ny\nz\n{"b":2}', ['{"b":2}']],
  ['a text without its end', '{"a":"1\n{"b":2}', ['{"b":2}']],
  ['a message without its end', '{"a":{"x":1}\n{"b":2}', ['{"b":2}']],
  ['the same, on one line', '{"a":{"x":1} {"b":2}}\n{"c":3}', ['{"c":3}']],
  ['a message that is too long', `{"a":"${'x'.repeat(MAX_MESSAGE_BYTES)}"}\n{"b":2}`, ['{"b":2}']],
])('goes on behind the line of %s', (_, text, messages) => {
  expect(scan(text)).toEqual({ messages, skipped: 1 })
})

it('takes messages up to the limit', () => {
  const longest = `{"a":"${'x'.repeat(MAX_MESSAGE_BYTES - 8)}"}`
  expect(longest).toHaveLength(MAX_MESSAGE_BYTES)
  expect(scan(longest.slice(0, 5000), longest.slice(5000), longest)).toEqual({
    messages: [longest, longest],
    skipped: 0,
  })
})

it.each(['{]', '{}', '{"}\n', '{]}\n', '{"a":1]'])(
  'tells of each try, so that a turn can end between two: %j',
  (piece) => {
    const scanner = createScanner()
    scanner.push(Buffer.from(`${piece.repeat(1000)}}\n`))
    const parse = vi.spyOn(JSON, 'parse')
    try {
      for (let found = scanner.next(); found !== undefined; found = scanner.next()) {
        // The line as a whole, and what is left when that was none.
        expect(parse.mock.calls.length).toBeLessThanOrEqual(2)
        parse.mockClear()
      }
      expect(parse.mock.calls.length).toBeLessThanOrEqual(2)
    } finally {
      parse.mockRestore()
    }
  },
)

it('forgets what was begun, when the stream begins anew', () => {
  const scanner = createScanner()
  scanner.push(Buffer.from('{"a":'))
  expect(rest(scanner)).toEqual([])
  scanner.reset()
  scanner.push(Buffer.from('{"b":2}'))
  expect(rest(scanner)).toEqual(['{"b":2}'])
})

const json = fc
  .dictionary(fc.string({ unit: 'binary' }), fc.jsonValue({ maxDepth: 3 }), { maxKeys: 4 })
  .map((value) => value as unknown)
const message = fc.oneof(
  json.map((value) => JSON.stringify(value)),
  json.map((value) => JSON.stringify(value, null, 1)),
)
/** Where to cut a stream. */
const cuts = fc.array(fc.nat({ max: 5000 }), { maxLength: 20 })

function cut(bytes: Buffer, places: readonly number[]): Buffer[] {
  const at = [0, ...places.map((place) => place % (bytes.length + 1)), bytes.length].toSorted((a, b) => a - b)
  return at.slice(1).map((end, i) => bytes.subarray(at[i], end))
}

it('finds every message, whatever is between them and wherever the stream is cut', () => {
  const stream = fc.array(fc.tuple(message, fc.constantFrom('', '\n', ' ', '\r\n\0')), { maxLength: 8 })
  fc.assert(
    fc.property(stream, cuts, (parts, places) => {
      const messages = parts.map(([text]) => text)
      const bytes = Buffer.from(parts.map((part) => part.join('')).join(''))
      expect(scan(...cut(bytes, places))).toEqual({ messages, skipped: 0 })
    }),
  )
})

it('any bytes: the same messages wherever they are cut, all of bounded length', () => {
  const piece = fc.oneof(
    fc.constantFrom('{', '}', '"', '\\', '\n', '[', ']', ':', ',', '{"a":1}', '{"a":{', 'x'.repeat(5000)),
    fc.string(),
  )
  const noise = fc.array(piece, { maxLength: 60 }).map((pieces) => Buffer.from(pieces.join('')))
  fc.assert(
    fc.property(fc.oneof(noise, fc.uint8Array({ maxLength: 300 })), cuts, (bytes, places) => {
      const whole = scan(bytes)
      expect(scan(...cut(Buffer.from(bytes), places))).toEqual(whole)
      for (const text of whole.messages)
        expect(Buffer.byteLength(text)).toBeLessThanOrEqual(3 * MAX_MESSAGE_BYTES)
    }),
    { numRuns: 500 },
  )
})

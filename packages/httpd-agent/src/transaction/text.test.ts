import fc from 'fast-check'
import { expect, test } from 'vitest'
import { headerText, plainText } from './text.ts'

const anyText = fc
  .array(fc.integer({ min: 0, max: 0x10ffff }), { maxLength: 40 })
  .map((codes) => String.fromCodePoint(...codes.filter((code) => code < 0xd800 || code > 0xdfff)))

const latin1 = (utf8: string): string => Buffer.from(utf8, 'utf8').toString('latin1')

test('bytes that are UTF-8 become the text that they are', () => {
  fc.assert(
    fc.property(anyText, (sent) => {
      const expected = sent.replaceAll(/[\p{Cc}\u2028\u2029]/gu, '?')
      // A byte order mark at the beginning is not text.
      expect(headerText(latin1(sent), 255)).toBe(expected.replace(/^\ufeff/u, ''))
    }),
  )
})

test('any bytes become text without controls, that begins as the bytes do', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 400 }), fc.integer({ min: 1, max: 255 }), (bytes, limit) => {
      const told = headerText(Buffer.from(bytes).toString('latin1'), limit)
      expect(told).not.toMatch(/\p{Cc}/u)
      expect(Buffer.from(told).toString()).toBe(told)
      expect(told.length).toBeLessThanOrEqual(limit + 3)
      const whole = new TextDecoder('utf-8', { ignoreBOM: false })
        .decode(bytes)
        .replaceAll(/[\p{Cc}\u2028\u2029]/gu, '?')
      const sent = Buffer.byteLength(told) < limit ? told : told.slice(0, Math.floor(limit / 3))
      expect(whole.startsWith(sent)).toBe(true)
    }),
  )
})

test.each([
  [undefined, ''],
  ['plain', 'plain'],
  [['first', 'second'], 'first'],
  ['a\tb\r\nc\u007f', 'a?b??c?'],
  ['\xfc', '\ufffd'],
  ['\u4e2d', '\u4e2d'],
])('the text of %j is %j', (value, text) => {
  expect(headerText(value, 64)).toBe(text)
})

test('only the beginning of long text is looked at', () => {
  const long = 'ü'.repeat(2 ** 24)
  const began = performance.now()
  for (let i = 0; i < 1000; i++) {
    headerText(long, 255)
    plainText(long, 255)
  }
  // All of it would be 32 GB.
  expect(performance.now() - began).toBeLessThan(1000)
  expect(headerText(long, 255).length).toBeLessThan(300)
  expect(plainText(long, 255).length).toBeLessThan(300)
})

test('text of an application keeps its characters', () => {
  expect(plainText('/users/:id', 255)).toBe('/users/:id')
  expect(plainText('Zoë\n', 32)).toBe('Zoë?')
})

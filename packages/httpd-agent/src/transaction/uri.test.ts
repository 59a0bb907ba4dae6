import fc from 'fast-check'
import { expect, test } from 'vitest'
import { authorityText, uriText } from './uri.ts'

test.each([
  ['/a/b', '/a/b', '/a/b'],
  ['/a?token=1', '/a', '/a?token=1'],
  ['/a#b?c', '/a', '/a'],
  ['?a', '', '?a'],
  ['*', '*', '*'],
  ['/@scope/name', '/@scope/name', '/@scope/name'],
  ['//u:p@h/@z', '//h/@z', '//h/@z'],
  ['/\\u:p@h', '/\\h', '/\\h'],
  ['u:p@h/x', 'u:h/x', 'u:h/x'],
  ['1u:p@h/x', 'h/x', 'h/x'],
  ['http:/u:p@h', 'http:/h', 'http:/h'],
  ['http:///u:p@h', 'http:///h', 'http:///h'],
  ['http://u:p\\@h/x', 'http://h/x', 'http://h/x'],
  ['view-source:http://u:p@h/x', 'view-source:http://h/x', 'view-source:http://h/x'],
  ['localhost:3000/x@y', 'localhost:3000/x@y', 'localhost:3000/x@y'],
  ['http://h/p?q', 'http://h/p', 'http://h/p?q'],
  ['http://user:pass@h:80/p?q#f', 'http://h:80/p', 'http://h:80/p?q'],
  ['HTTPS://a@b@c/@d', 'HTTPS://c/@d', 'HTTPS://c/@d'],
  ['http://user:pass@h', 'http://h', 'http://h'],
  ['http://h/x@y', 'http://h/x@y', 'http://h/x@y'],
  ['http://h?x@y', 'http://h', 'http://h?x@y'],
  ['android-app://com.example/', 'android-app://com.example/', 'android-app://com.example/'],
  ['http:\\\\u:p@h\\x', 'http:\\\\h\\x', 'http:\\\\h\\x'],
])('of %j the path is %j, and all is %j', (raw, path, full) => {
  expect(uriText(raw, 'path')).toBe(path)
  expect(uriText(raw, 'template')).toBe(path)
  expect(uriText(raw, 'full')).toBe(full)
})

const part = fc.stringMatching(/^[a-z0-9._~%-]{1,20}$/u)
const long = fc.integer({ min: 0, max: 5000 }).map((length) => 'p'.repeat(length))

test('what is secret does not leave the process, wherever the text is cut', () => {
  fc.assert(
    fc.property(part, long, part, long, (host, password, name, pathRest) => {
      const url = `http://secret-${name}:${password}secret@${host}/${pathRest}?secret=1#secret`
      expect(uriText(url, 'path')).not.toMatch(/secret/u)
      expect(uriText(url.replace(/\?.*/u, ''), 'full')).not.toMatch(/secret/u)
      expect(uriText(`/${pathRest}?secret=1`, 'path')).not.toMatch(/secret/u)
      expect(authorityText(`secret-${name}:${password}secret@${host}`, 64)).not.toMatch(/secret/u)
    }),
  )
})

test('a URI without credentials and query is told as it is', () => {
  fc.assert(
    fc.property(fc.array(part, { maxLength: 8 }), (parts) => {
      const path = `/${parts.join('/')}`
      expect(uriText(path, 'path')).toBe(path)
      expect(uriText(`http://host${path}`, 'path')).toBe(`http://host${path}`)
    }),
  )
})

test('only the beginning of a long URI is looked at', () => {
  const url = `/${'x'.repeat(2 ** 24)}`
  const began = performance.now()
  for (let i = 0; i < 1000; i++) uriText(url, 'path')
  expect(performance.now() - began).toBeLessThan(1000)
  expect(uriText(url, 'path').length).toBeLessThan(600)
})

test('the name of a host', () => {
  expect(authorityText('example.org:443', 64)).toBe('example.org:443')
  expect(authorityText('user:pass@example.org', 64)).toBe('example.org')
  expect(authorityText(undefined, 64)).toBe('')
})

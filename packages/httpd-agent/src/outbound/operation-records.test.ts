import fc from 'fast-check'
import { expect, test } from 'vitest'
import { captureOf } from '../http1/fake-services.test-helper.ts'
import type { Capture } from '../transaction/transaction.ts'
import { operationRecords, type Operation } from './operation-records.ts'

const operation: Operation = {
  host: 'example.com',
  method: 'GET',
  path: '/',
  status: 200,
  failure: undefined,
  requestBytes: 0,
  responseBytes: 0,
  durationUs: 1,
  ends: undefined,
  parent: undefined,
}

function told(change: Partial<Operation>, uri: Capture['uri'] = 'path'): Record<string, unknown> {
  const [record] = operationRecords({ ...operation, ...change }, captureOf({ uri }))
  if (record?.row === undefined) throw new Error('no record')
  return record.fields
}

test('the query is told where all of the target is to be told, and nowhere else', () => {
  const path = '/a b/ü?q=1&r=2#s'
  expect(told({ path })['attributes']).toBe('path=/a%20b/%EF%BF%BD')
  expect(told({ path }, 'template')['attributes']).toBe('path=/a%20b/%EF%BF%BD')
  expect(told({ path }, 'full')['attributes']).toBe('path=/a%20b/%EF%BF%BD&query=q%3D1%26r%3D2')
})

test('whatever the target is, attributes fit, are URL-encoded, and keep its query', () => {
  const parts = fc.constantFrom(
    '/',
    '?',
    '&',
    '=',
    '%',
    '%zz',
    'a',
    'ü',
    '\ud800',
    '😀',
    '\n',
    'x'.repeat(60),
  )
  const text = fc.array(parts, { maxLength: 40 }).map((list) => list.join(''))
  fc.assert(
    fc.property(
      text,
      text,
      fc.constantFrom<Capture['uri'][]>('path', 'template', 'full'),
      (path, query, uri) => {
        const before = path.replaceAll('?', '')
        const attributes = String(told({ path: `/${before}?SECRET${query}` }, uri)['attributes'])
        expect(attributes.length).toBeLessThanOrEqual(255)
        expect(attributes).toMatch(
          /^path=\/(?:[\w\-.!~*'()/]|%[\dA-F]{2})*(?:&[a-z]*=?(?:[\w\-.!~*'()/]|%[\dA-F]{2})*)?$/u,
        )
        if (uri !== 'full') expect(attributes).not.toContain('SECRET')
      },
    ),
  )
})

test('credentials in the name of a host are not told', () => {
  expect(told({ host: 'user:secret@example.com:81' })['application']).toBe('example.com:81')
  expect(told({ path: 'http://user:secret@example.com/x' })['attributes']).toBe('path=http%3A//example.com/x')
})

test('a duration longer than the wire can tell is told as the longest, none is negative', () => {
  expect(told({ durationUs: 1e12 })['uS']).toBe(0xffffffff)
  expect(told({ durationUs: -1 })['uS']).toBe(0)
})

test('what failed is told by its error, and not by a status that came before', () => {
  const failure = Object.assign(new Error('x'), { code: 'UND_ERR_BODY_TIMEOUT' })
  expect(told({ status: 200, failure })).toMatchObject({ status: 2, status_descr: 'UND_ERR_BODY_TIMEOUT' })
  expect(told({ status: 299 })).toMatchObject({ status: 0, status_descr: '299' })
})

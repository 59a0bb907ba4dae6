import { enumerations } from '@host-sflow/sflow-encoder'
import { expect, test } from 'vitest'
import { OPERATION_FIELDS } from '../service/totals.ts'
import { APP_STATUS, nameOfError, statusOfAnswer, statusOfError } from './app-status.ts'

test('values are those of the standard, and the counters come in their order', () => {
  const standard = Object.entries(enumerations.app_status).map(([value, name]) => [name, Number(value)])
  expect(Object.fromEntries(standard)).toEqual(APP_STATUS)
  const names = OPERATION_FIELDS.map((field) => field.toUpperCase())
  expect(names.map((name, i) => [name, i])).toEqual(Object.entries(APP_STATUS))
})

test('any status and any error has a status', () => {
  for (let status = -1; status < 1100; status++)
    expect(Object.values(APP_STATUS)).toContain(statusOfAnswer(status))
  const cyclic: { cause?: unknown } = {}
  cyclic.cause = cyclic
  for (const error of [undefined, null, 1, 'text', {}, cyclic, { code: 'constructor' }, new Error('x')])
    expect(statusOfError(error)).toBe(APP_STATUS.OTHER)
})

test('an error is as its cause, or the first of several', () => {
  const refused = Object.assign(new Error('x'), { code: 'ECONNREFUSED' })
  for (const error of [
    refused,
    new TypeError('fetch failed', { cause: refused }),
    new AggregateError([refused]),
  ]) {
    expect(statusOfError(error)).toBe(APP_STATUS.UNAVAILABLE)
    expect(nameOfError(error)).toBe('ECONNREFUSED')
  }
  expect(nameOfError(new DOMException('x', 'AbortError'))).toBe('AbortError')
  expect(nameOfError(undefined)).toBe('aborted')
})

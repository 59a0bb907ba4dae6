import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { expect, onTestFinished, test } from 'vitest'
import { createHttpLog } from './log.ts'

const quiet = { debug: () => undefined, info: () => undefined, warn: () => undefined }

test('the last problem is a trouble until it is over', () => {
  const log = createHttpLog(quiet)
  expect(log.trouble()).toBeUndefined()
  log.problem('HSF_HTTP_OPTION sampling', 'sampling must be a number')
  expect(log.trouble()).toBe('sampling must be a number')
  log.problem('HSF_HTTP_SHARE a', 'no directory')
  log.recovered('HSF_HTTP_OPTION sampling', 'it is no longer the last')
  expect(log.trouble()).toBe('no directory')
  log.recovered('HSF_HTTP_SHARE a', 'there is one')
  expect(log.trouble()).toBeUndefined()
  log.problem('HSF_HTTP_SHARE a', 'no directory')
  log.forget('HSF_HTTP_SHARE a')
  expect(log.trouble()).toBeUndefined()
})

test('what the application has thrown is told to its log alone', () => {
  const said: string[] = []
  const log = createHttpLog({ ...quiet, warn: (message) => void said.push(message) })
  log.problem('HSF_HTTP_HOOK authUser', 'authUser: "token" is not valid JSON')
  expect(said).toEqual(['sflow: authUser: "token" is not valid JSON'])
  expect(log.trouble()).toBe('a function that was given to the sFlow agent has thrown')
})

test('each problem is published once, with its code', () => {
  const published: unknown[] = []
  const onProblem = (problem: unknown): void => void published.push(problem)
  subscribe('sflow:problem', onProblem)
  onTestFinished(() => void unsubscribe('sflow:problem', onProblem))
  const log = createHttpLog(quiet)
  log.problem('HSF_HTTP_SHARE a', 'no directory')
  log.problem('HSF_HTTP_SHARE a', 'no directory')
  expect(published).toEqual([{ code: 'HSF_HTTP_SHARE', message: 'no directory' }])
})

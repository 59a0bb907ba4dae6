import { expect, onTestFinished, test } from 'vitest'
import { captureOf } from '../http1/fake-services.test-helper.ts'
import { ask, isIgnored } from './hooks.ts'
import type { Capture } from './transaction.ts'

const view = { headers: {}, socket: {} }

/** What hooks are said to have done wrong, and rejections that would have ended the process. */
function told(capture: Partial<Capture> = {}) {
  const said: string[] = []
  const unhandled: unknown[] = []
  const onUnhandled = (error: unknown) => void unhandled.push(error)
  process.on('unhandledRejection', onUnhandled)
  onTestFinished(() => void process.off('unhandledRejection', onUnhandled))
  const onHookError: Capture['onHookError'] = (name, error) => said.push(`${name}: ${String(error)}`)
  return { said, unhandled, capture: captureOf({ onHookError, ...capture }) }
}

/** Node tells of rejections when all that waits for them has run. */
const settled = () => new Promise((resolve) => setImmediate(resolve))

test('a hook that is asynchronous is told of, and its rejection ends nothing', async () => {
  const fail = () => Promise.reject(new Error('later'))
  const { said, unhandled, capture } = told({ ignore: fail as never })
  expect(isIgnored(capture, view)).toBe(false)
  expect(ask('authUser', capture, fail)).toBeUndefined()
  await settled()
  expect(unhandled).toEqual([])
  const asynchronous = 'TypeError: it is asynchronous, which cannot be waited for'
  expect(said.slice(0, 2)).toEqual([`ignore: ${asynchronous}`, `authUser: ${asynchronous}`])
  expect(said.slice(2)).toEqual(['ignore: Error: later', 'authUser: Error: later'])
})

test.each([
  [true, true],
  [false, false],
  [undefined, false],
  [1, false],
  [Symbol('yes'), false],
  ['true', false],
])('ignore gives %s: ignored %s', (given, ignored) => {
  const { said, capture } = told({ ignore: () => given as boolean })
  expect(isIgnored(capture, view)).toBe(ignored)
  expect(said).toEqual([])
})

test.each([[42], [null], [Symbol('name')], [{ toString: () => 'name' }], ['']])(
  'what is no text is nothing: %s',
  (given) => {
    const { said, capture } = told()
    expect(ask('authUser', capture, () => given)).toBeUndefined()
    expect(said).toEqual([])
  },
)

test('what a hook throws is told', () => {
  const { said, capture } = told({
    ignore: () => {
      throw new Error('no')
    },
  })
  expect(isIgnored(capture, view)).toBe(false)
  expect(said).toEqual(['ignore: Error: no'])
})

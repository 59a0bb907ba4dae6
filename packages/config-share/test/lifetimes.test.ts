import { existsSync } from 'node:fs'
import { expect, test } from 'vitest'
import { runScenario } from './child.ts'

test('following does not keep a process alive', async () => {
  expect(await runScenario('following')).toBe(1)
})

test('the first look is waited for all the same', async () => {
  expect(await runScenario('followingTornFile')).toBe('HSF_SHARED_TORN')
})

test('no descriptor is kept per change, and none after stop', async ({ skip }) => {
  skip(!existsSync('/proc/self/fd'), 'needs /proc/self/fd')
  expect(await runScenario('stopped')).toEqual({ kept: 0, left: 'none' })
})

test('an exception of a callback is uncaught, as from any event, and the state is kept', async () => {
  expect(await runScenario('throwingCallback')).toEqual({ message: 'from the callback', revision: 1 })
})

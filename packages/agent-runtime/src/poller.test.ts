import { expect, test } from 'vitest'
import { createFakeClock } from '../test/kit/fake-clock.ts'
import { createFakeLog } from '../test/kit/fake-log.ts'
import { createPoller } from './poller.ts'

test('of a poller that was removed while it collected, a late failure is not said', async () => {
  const { log, lines } = createFakeLog()
  let fail = (_error: Error): void => undefined
  const poller = createPoller(
    {
      name: 'p',
      dataSource: { class: 2, index: 1 },
      intervalMs: 1000,
      collect: () => new Promise((_, reject) => (fail = reject)),
    },
    {
      clock: createFakeClock(),
      random: () => 0,
      log,
      submit: () => undefined,
      tick: () => 0,
      onRemove: () => undefined,
    },
  )
  const collected = poller.collectNow()
  poller.remove()
  fail(new Error('gone'))
  await collected
  expect(lines).toEqual([])
  expect(poller.statistics.errors).toBe(1)
})

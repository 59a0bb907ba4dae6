import { hostMemory, type RecordInput } from '@host-sflow/sflow-encoder'
import { expect, test } from 'vitest'
import { createFakeClock } from '../test/kit/fake-clock.ts'
import { createFakeLog } from '../../../tools/rigs/fake-log.ts'
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

test('counters that come by themselves share the sequence number with those of the interval', () => {
  const sequence: unknown[] = []
  const records = [{ row: hostMemory, fields: { mem_free: 1 } } as RecordInput]
  const poller = createPoller(
    { name: 'p', dataSource: { class: 3, index: 80 }, intervalMs: 0, collect: () => records },
    {
      clock: createFakeClock(),
      random: () => 0,
      log: createFakeLog().log,
      submit: (sample) => sequence.push('fields' in sample && sample.fields['sequence_number']),
      tick: () => 0,
      onRemove: () => undefined,
    },
  )
  void poller.collectNow()
  poller.send(records)
  void poller.collectNow()
  poller.remove()
  poller.send(records)
  expect(sequence).toEqual([1, 2, 3])
  expect(poller.statistics.samples).toBe(3)
})

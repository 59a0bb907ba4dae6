import { expect, test } from 'vitest'
import { createService } from './create-service.ts'

test('each sample tells how many could have been sampled since the last one', () => {
  const told: unknown[] = []
  const service = createService({
    index: 80,
    label: 'port 80',
    random: () => 0.5,
    onFlow: (kind, _records, rate, seen) => void told.push([kind, rate, seen]),
  })
  expect(service.requests.take()).toBe(false)
  service.requests.setRate(10)
  service.operations.setRate(1)
  for (let i = 0; i < 25; i++) if (service.requests.take()) service.flow('requests', [], 10)
  expect(service.operations.take()).toBe(true)
  service.flow('operations', [], 1)
  // Half of 2N - 1, and one: every tenth.
  expect(told).toEqual([
    ['requests', 10, 10],
    ['requests', 10, 10],
    ['operations', 1, 1],
  ])
})

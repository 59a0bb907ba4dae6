import { expect, test } from 'vitest'
import { createService } from './create-service.ts'
import { SLOT } from './totals.ts'

test('the pool is what could have been sampled', () => {
  const service = createService({ index: 80, label: 'port 80', random: () => 0.5, onFlow: () => undefined })
  service.requests.take()
  service.count()
  expect(service.totals[SLOT.POOL]).toBe(0)
  service.requests.setRate(10)
  service.operations.setRate(1)
  for (let i = 0; i < 25; i++) service.requests.take()
  expect(service.operations.take()).toBe(true)
  service.count()
  service.count()
  expect(service.totals[SLOT.POOL]).toBe(25)
  expect(service.totals[SLOT.OPERATION_POOL]).toBe(1)
})

import { expect } from 'vitest'
import type { Group } from './share-group.ts'

/** As a collector would see it. */
export function expectOneStream({ received }: Group): void {
  const steps = received.slice(1).map((now, i) => ({ before: received[i]!, now }))
  const wrong = steps.filter(
    ({ before, now }) =>
      now.sequence <= before.sequence ||
      now.requests < before.requests ||
      // Milliseconds on the wire.
      Math.ceil(now.uptimeMs) < Math.floor(before.uptimeMs),
  )
  expect(wrong).toEqual([])
  const flows = received.flatMap((each) => each.flows)
  expect(new Set(flows).size).toBe(flows.length)
}

import { expect, test } from 'vitest'
import { createLoopMeter } from './loop-meter.ts'

test('ticks that come late are told, those that catch up are not', () => {
  const meter = createLoopMeter(1000)
  expect(meter.report()).toMatchObject({ lastLagMs: 0, maxLagMs: 0 })
  const after = (nowMs: number) => {
    meter.tick(nowMs)
    const { lastLagMs, maxLagMs } = meter.report()
    return [lastLagMs, maxLagMs]
  }
  expect(after(5000)).toEqual([0, 0])
  expect(after(6002)).toEqual([2, 2])
  expect(after(7250)).toEqual([248, 248])
  expect(after(8000)).toEqual([0, 248])
  expect(after(9001)).toEqual([1, 248])
})

test('a loop that works all the time is used to the full', () => {
  const meter = createLoopMeter(1000)
  const from = performance.now()
  while (performance.now() - from < 30);
  expect(meter.report().utilization).toBeGreaterThan(0.5)
  expect(meter.report().utilization).toBeLessThanOrEqual(1)
})

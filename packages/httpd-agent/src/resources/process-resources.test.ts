import { readdirSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { totalmem } from 'node:os'
import { execFileSync } from 'node:child_process'
import { backgroundClock } from '@host-sflow/agent-runtime'
import { expect, onTestFinished, test, vi } from 'vitest'
import { watchProcessResources } from './process-resources.ts'

test('memory is that of the process, its limit at most that of the machine', () => {
  const resources = watchProcessResources(backgroundClock)
  onTestFinished(() => resources.stop())
  const { memoryUsed, memoryMax } = resources.read()
  expect(memoryUsed / process.memoryUsage.rss()).toBeCloseTo(1, 0)
  expect(memoryMax).toBeGreaterThan(memoryUsed)
  expect(memoryMax).toBeLessThanOrEqual(totalmem())
})

test.runIf(process.platform === 'linux')('descriptors are those that are open, and their limit', async () => {
  const handles = await Promise.all(Array.from({ length: 50 }, () => open('/dev/null')))
  onTestFinished(async () => void (await Promise.all(handles.map((handle) => handle.close()))))
  const resources = watchProcessResources(backgroundClock)
  onTestFinished(() => resources.stop())
  // The directory that is being read is one of them; others come and go.
  const near = readdirSync('/proc/self/fd').length
  await vi.waitFor(() => expect(Math.abs(resources.read().descriptors - near)).toBeLessThan(20))
  expect(resources.read().descriptors).toBeGreaterThan(50)
  // Node raises its own to the hard limit; a shell that it starts says what it was given.
  const limit = execFileSync('sh', ['-c', 'ulimit -n'], { encoding: 'utf8' }).trim()
  await vi.waitFor(() => expect(resources.read().descriptorsMax).toBeGreaterThan(0))
  if (limit !== 'unlimited') expect(resources.read().descriptorsMax).toBeGreaterThanOrEqual(Number(limit))
})

// Where processes meet, and what that means for who has the stream.
import { mkdirSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { createTotals } from '../service/totals.ts'
import { become, fast, joinGroup, requestsIn, scratch, type Sent } from './share.test-helper.ts'

test('a group moves to the better directory once there is one, with the same stream', async () => {
  const base = scratch()
  const directories = [join(base, 'home', 'group'), join(base, 'group')]
  const sent: Sent[] = []
  const first = joinGroup('first', base, sent, { clock: fast, directories })
  await become(first, 'leader')
  const second = joinGroup('second', base, sent, { clock: fast, directories, patienceMs: 5000 })
  await become(second, 'member')
  const stream = first.stream()
  mkdirSync(join(base, 'home'))
  await vi.waitFor(() => expect(readdirSync(directories[0]!)).toHaveLength(1), { timeout: 5000 })
  await become(first, 'leader')
  await become(second, 'member')
  expect(first.stream()).toBe(stream)
  expect(stream!.isOpen).toBe(true)
  expect(readdirSync(directories[1]!)).toEqual([])
})

test('who only carries the stream of others has none until they come', async () => {
  const directory = join(scratch(), 'group')
  const sent: Sent[] = []
  const carrier = joinGroup('carrier', directory, sent, {
    collect: () => ({ totals: createTotals(), gauges: undefined }),
  })
  await vi.waitFor(() => expect(readdirSync(directory)).toEqual(['test-80.1.sock']))
  carrier.share.flush()
  expect([carrier.share.role, carrier.stream()]).toEqual(['joining', undefined])
  const worker = joinGroup('worker', directory, sent, { patienceMs: 5000 })
  await become(worker, 'member')
  expect(carrier.share.role).toBe('leader')
  worker.count(7)
  worker.share.flush()
  await vi.waitFor(() => {
    carrier.stream()!.send()
    expect(requestsIn(sent)).toBe(7)
  })
  await worker.share.close()
  // Others may come.
  expect(carrier.share.role).toBe('leader')
})

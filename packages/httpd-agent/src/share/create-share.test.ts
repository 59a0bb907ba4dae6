import { expect, test, vi } from 'vitest'
import { SLOT } from '../service/totals.ts'
import { become, joinGroup, scratch, type Sent } from './share.test-helper.ts'
import type { Flow } from './share.ts'

const requestsIn = (sent: Sent[]): number => sent.at(-1)?.totals[SLOT.METHODS] ?? 0

const flow: Flow = {
  kind: 'requests',
  rate: 10,
  records: [{ name: 'http_request', fields: { uri: '/ä', status: 200 } }],
}

test('one leads, the others are its members, and all counts are in its stream', async () => {
  const directory = scratch()
  const sent: Sent[] = []
  const first = joinGroup('first', directory, sent)
  await become(first, 'leader')
  const others = ['second', 'third'].map((name) => joinGroup(name, directory, sent))
  for (const other of others) await become(other, 'member')

  first.count(1)
  others[0]!.count(10)
  others[1]!.count(100)
  others[1]!.share.flow(flow)
  for (const { share } of [...others, first]) share.flush()
  await vi.waitFor(() => {
    first.stream()!.send()
    expect(requestsIn(sent)).toBe(111)
    expect(first.stream()!.flows).toEqual([flow])
  })
  expect(others.map((other) => other.stream())).toEqual([undefined, undefined])
})

test('who takes over goes on with the stream: nothing is missing, and nothing counted twice', async () => {
  const directory = scratch()
  const sent: Sent[] = []
  const first = joinGroup('first', directory, sent)
  await become(first, 'leader')
  const second = joinGroup('second', directory, sent)
  const third = joinGroup('third', directory, sent)
  await become(second, 'member')
  await become(third, 'member')
  first.count(1)
  second.count(10)
  third.count(100)
  await first.share.close()
  await vi.waitFor(() =>
    expect([second, third].map(({ share }) => share.role).toSorted()).toEqual(['leader', 'member']),
  )
  second.count(1000)
  const leader = second.share.role === 'leader' ? second : third
  second.share.flush()
  third.share.flush()
  await vi.waitFor(() => {
    leader.stream()!.send()
    expect(requestsIn(sent)).toBe(1111)
  })
  const sequences = sent.map(({ sequence }) => sequence)
  expect(sequences).toEqual(sequences.map((_, i) => i + 1))
})

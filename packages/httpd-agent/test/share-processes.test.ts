import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { openGroup, type Group, type GroupMember } from './support/share-group.ts'

const running = ({ members }: Group): GroupMember[] =>
  members.filter((each) => each.killedAtMs() === undefined)

const sum = (members: readonly GroupMember[], of: (member: GroupMember) => number): number =>
  members.reduce((total, each) => total + of(each), 0)

const settled = (group: Group, count: number): boolean => {
  const roles = running(group).map((each) => each.role())
  return (
    roles.length === count &&
    roles.filter((role) => role === 'leader').length === 1 &&
    roles.filter((role) => role === 'member').length === count - 1
  )
}

/** As a collector would see it. */
function expectOneStream({ received }: Group): void {
  for (const [i, now] of received.entries()) {
    const before = received[i - 1]
    if (before === undefined) continue
    expect(now.sequence, JSON.stringify([before, now])).toBeGreaterThan(before.sequence)
    expect(now.requests, JSON.stringify([before, now])).toBeGreaterThanOrEqual(before.requests)
    // Milliseconds on the wire.
    expect(Math.ceil(now.uptimeMs), JSON.stringify([before, now])).toBeGreaterThanOrEqual(
      Math.floor(before.uptimeMs),
    )
  }
  const flows = received.flatMap((each) => each.flows)
  expect(new Set(flows).size).toBe(flows.length)
}

test('ten that start at the same moment: one leads, nine are its members', async () => {
  const group = await openGroup()
  for (let i = 0; i < 10; i++) group.start()
  await group.until('one leader and nine members', () => settled(group, 10), 20_000)
  expect(new Set(group.received.map(({ pid }) => pid)).size).toBe(1)
  await group.until('gauges of all', () => group.received.at(-1)!.processes === 10)
  // Told to end at the same time, each hands over all that it has counted: the last datagram has it.
  for (const member of group.members) member.signal('SIGTERM')
  expect(await Promise.all(group.members.map((each) => each.ended))).toEqual(
    Array.from({ length: 10 }).fill(0),
  )
  expectOneStream(group)
  const counted = sum(group.members, (each) => each.counted())
  expect(group.received.at(-1)!.requests).toBe(counted)
})

test('members that are killed one after the other, the leader too: one stream, nothing counted twice', async () => {
  const group = await openGroup()
  for (let i = 0; i < 4; i++) group.start()
  await group.until('one leader and three members', () => settled(group, 4))
  const endsAtMs = performance.now() + 10_000
  let leaders = 0
  for (let round = 0; performance.now() < endsAtMs; round++) {
    await sleep(100)
    const all = running(group)
    // Every other time it is the leader's turn, if there is one.
    const leader = round % 2 === 0 ? group.leader() : undefined
    const victim = leader ?? all[Math.floor(Math.random() * all.length)]!
    // A stream lives on as long as one lives who knows it.
    if (!all.some((each) => each !== victim && each.knows())) continue
    if (victim.role() === 'leader') leaders++
    victim.signal('SIGKILL')
    group.start()
  }
  await group.until('one leader and three members', () => settled(group, 4))
  for (const member of running(group)) member.signal('SIGTERM')
  await Promise.all(group.members.map((each) => each.ended))

  expectOneStream(group)
  const last = group.received.at(-1)!
  const most = sum(group.members, (each) => each.counted())
  // A count is handed over within a second, and the second in which nobody led comes on top.
  const least = sum(group.members, (each) => each.counted((each.killedAtMs() ?? 0) - 2000))
  console.log({
    killed: group.members.length - 4,
    leaders,
    datagrams: group.received.length,
    lost: last.sequence - group.received.length,
    requests: [least, last.requests, most],
  })
  expect(last.requests).toBeLessThanOrEqual(most)
  expect(last.requests).toBeGreaterThanOrEqual(least)
  expect(leaders).toBeGreaterThan(5)
})

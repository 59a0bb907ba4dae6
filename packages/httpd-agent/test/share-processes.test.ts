import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { expectOneStream } from './support/one-stream.ts'
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
  const endsAtMs = performance.now() + 6000
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
  console.log(
    `${group.members.length - 4} killed, ${leaders} of them leaders: ${group.received.length} datagrams, ${last.sequence - group.received.length} lost; ${last.requests} of ${most} requests`,
  )
  // Most live for half a second only; what those counted who lived on is there.
  const survivors = group.members.filter(({ wasKilled }) => !wasKilled())
  expect(last.requests).toBeGreaterThanOrEqual(sum(survivors, (each) => each.counted()))
  expect(last.requests).toBeLessThanOrEqual(most)
  expect(leaders).toBeGreaterThan(2)
})

test('one of four is killed each second: what is missing is less than its last second', async () => {
  const group = await openGroup()
  for (let i = 0; i < 4; i++) group.start()
  await group.until('one leader and three members', () => settled(group, 4))
  const takeOvers: number[] = []
  for (let round = 0; round < 6; round++) {
    await sleep(1000)
    const leader = group.leader()!
    const victim = round % 2 === 0 ? leader : running(group).find((each) => each !== leader)!
    victim.signal('SIGKILL')
    group.start()
    if (victim !== leader) continue
    const from = performance.now()
    await group.until('a datagram of another leader', () => group.received.at(-1)!.pid !== leader.pid)
    takeOvers.push(performance.now() - from)
  }
  await group.until('one leader and three members', () => settled(group, 4))
  const costs = group.received.map((each) => each.beforeSendMs).toSorted((a, b) => a - b)
  for (const member of running(group)) member.signal('SIGTERM')
  await Promise.all(group.members.map((each) => each.ended))

  expectOneStream(group)
  const { requests } = group.received.at(-1)!
  const survivors = sum(group.members, (each) => (each.wasKilled() ? 0 : each.counted()))
  const killed = (beforeMs: number): number =>
    sum(group.members, (each) => (each.wasKilled() ? each.counted(each.killedAtMs()! - beforeMs) : 0))
  console.log(
    `take-over after ${takeOvers.map((ms) => ms.toFixed(0)).join(', ')} ms; telling three members costs ${costs[Math.floor(costs.length / 2)]!.toFixed(3)} ms (median)`,
  )
  expect(requests).toBeLessThanOrEqual(survivors + killed(0))
  // A timer of a busy machine may be late.
  expect(requests).toBeGreaterThanOrEqual(survivors + killed(1200))
  expect(killed(1200)).toBeGreaterThan(0)
})

test('a leader that is stopped is waited for: no second stream, and nothing is lost', async () => {
  const group = await openGroup()
  for (let i = 0; i < 3; i++) group.start()
  await group.until('one leader and two members', () => settled(group, 3))
  const leader = group.leader()!
  leader.signal('SIGSTOP')
  const newcomer = group.start()
  await group.until('the newcomer says what is wrong', () => newcomer.stderr().includes('does not answer'))
  expect(newcomer.role()).toBe('joining')
  expect(group.received.every(({ pid }) => pid === leader.pid)).toBe(true)
  leader.signal('SIGCONT')
  await group.until('one leader and three members', () => settled(group, 4))
  expect(group.leader()).toBe(leader)
  for (const member of group.members) member.signal('SIGTERM')
  await Promise.all(group.members.map((each) => each.ended))
  expectOneStream(group)
  expect(group.received.at(-1)!.requests).toBe(sum(group.members, (each) => each.counted()))
})

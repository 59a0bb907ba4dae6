// What befalls processes, in any order: whatever it is, a collector sees one stream. SOAK_MS, SOAK_SEED: longer, again.
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { expectOneStream } from './support/one-stream.ts'
import { openGroup, type GroupMember } from './support/share-group.ts'

const SOAK_MS = Number(process.env['SOAK_MS'] ?? 8000)
const SEED = Number(process.env['SOAK_SEED'] ?? Date.now() % 1_000_000)
const MOST = 8
const LEAST = 3

/** Numbers that come again with the same seed (mulberry32). */
function createRandom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

test(
  'killed, ended, stopped and started at random',
  async () => {
    const random = createRandom(SEED)
    const group = await openGroup()
    const stopped = new Map<GroupMember, number>()
    const leaving = new Set<GroupMember>()
    const counts: Record<string, number> = {}
    const running = (): GroupMember[] =>
      group.members.filter((each) => each.killedAtMs() === undefined && !leaving.has(each))
    const awake = (): GroupMember[] => running().filter((each) => !stopped.has(each))
    const wake = (untilMs: number): void => {
      for (const [member, atMs] of stopped) {
        if (atMs > untilMs) continue
        stopped.delete(member)
        member.signal('SIGCONT')
      }
    }
    /** A stream lives on as long as one lives who knows how far it has come: who has a part in it now. */
    const isSpare = (victim: GroupMember): boolean =>
      awake().some((each) => each !== victim && ['leader', 'member'].includes(each.role() ?? ''))

    for (let i = 0; i < 4; i++) group.start()
    await group.until('one leader and three members', () => awake().every((each) => each.knows()))
    const endsAtMs = performance.now() + SOAK_MS
    while (performance.now() < endsAtMs) {
      await sleep(20 + random() * 120)
      wake(performance.now())
      if (running().length < LEAST || (running().length < MOST && random() < 0.35)) {
        group.start()
        continue
      }
      const leader = group.leader()
      const all = running()
      const victim = leader !== undefined && random() < 0.4 ? leader : all[Math.floor(random() * all.length)]!
      if (leaving.has(victim) || !isSpare(victim)) continue
      const what = random()
      const signal = what < 0.45 ? 'SIGKILL' : what < 0.75 ? 'SIGTERM' : 'SIGSTOP'
      counts[signal] = (counts[signal] ?? 0) + 1
      victim.signal(signal)
      if (signal === 'SIGSTOP') stopped.set(victim, performance.now() + 100 + random() * 1200)
      if (signal === 'SIGTERM') leaving.add(victim)
    }
    wake(Infinity)
    await group.until('all know the stream', () => running().every((each) => each.knows()))
    await group.until('one leads', () => running().filter((each) => each.role() === 'leader').length === 1)
    for (const member of running()) member.signal('SIGTERM')
    await Promise.all(group.members.map((each) => each.ended))

    const last = group.received.at(-1)!
    const sum = (of: (member: GroupMember) => boolean): number =>
      group.members.reduce((total, each) => total + (of(each) ? each.counted() : 0), 0)
    console.log(
      `seed ${SEED}: ${group.members.length} processes, ${JSON.stringify(counts)}, ${new Set(group.received.map(({ pid }) => pid)).size} leaders; ${last.sequence - group.received.length} of ${last.sequence} datagrams lost; ${last.requests} of ${sum(() => true)} requests`,
    )
    expectOneStream(group)
    expect(last.requests).toBeLessThanOrEqual(sum(() => true))
    // Who was told to end has handed over all; but a stopped leader makes nobody wait for longer than a second.
    expect(last.requests).toBeGreaterThanOrEqual(sum((each) => !each.wasKilled() && !leaving.has(each)))
  },
  SOAK_MS + 60_000,
)

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createLog, openStateDirectory, type Clock } from '@host-sflow/agent-runtime'
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import type { Round } from './ask.ts'
import type { Found, LookUp } from './look-up.ts'
import { watchDnsSd, type DnsSdOutcome, type DnsSdWatch } from './watch.ts'

const NAME = '_sflow._udp.a.test'
const found = (host: string, more: Partial<Extract<LookUp, { state: 'found' }>> = {}): LookUp => ({
  state: 'found',
  name: NAME,
  targets: [{ host, port: 6343, priority: 10, weight: 1 }],
  txt: [['flag', undefined]],
  ttlS: 30,
  warnings: [],
  ...more,
})
const off: LookUp = { state: 'off', why: 'no record', ttlS: 20 }
const failed: LookUp = { state: 'failed', why: 'SERVFAIL', warnings: [] }

/** Calls back when the test says that it is time. */
function manualClock() {
  let nowMs = 0
  const pending = new Map<() => void, number>()
  const clock: Clock = {
    nowMs: () => nowMs,
    dateMs: () => Date.UTC(2026, 0, 1) + nowMs,
    schedule(callback, delayMs) {
      pending.set(callback, nowMs + delayMs)
      return () => void pending.delete(callback)
    },
  }
  return {
    clock,
    /** Times of the pending calls, ms. */
    due: () => [...pending.values()],
    runNext() {
      const [next] = [...pending].toSorted((a, b) => a[1] - b[1])
      if (next === undefined) throw new Error('nothing is scheduled')
      pending.delete(next[0])
      nowMs = next[1]
      next[0]()
    },
  }
}

let lines: string[]
beforeEach(() => (lines = []))

function started(results: (LookUp | Promise<LookUp> | Error)[], directory?: string, names = [NAME]) {
  const time = manualClock()
  const outcomes: DnsSdOutcome[] = []
  const previous: (Found | undefined)[] = []
  const log = createLog({ name: 'test', format: 'json', write: (line) => void lines.push(line) })
  const watch: DnsSdWatch = watchDnsSd({
    domain: undefined,
    clock: time.clock,
    random: () => 0,
    log,
    ...(directory !== undefined && { state: openStateDirectory(directory, log) }),
    async ask(before) {
      previous.push(before)
      const result = await results.shift()
      if (result === undefined || result instanceof Error) throw result ?? new Error('asked too often')
      return { result, names, exchanges: [] } as unknown as Round
    },
    onOutcome: (outcome) => void outcomes.push(outcome),
  })
  onTestFinished(() => watch.close())
  /** Lets the look-up under way come to its end. */
  const settle = (): Promise<void> => watch.refresh()
  async function next(): Promise<void> {
    time.runNext()
    await settle()
  }
  return { watch, outcomes, previous, settle, next, due: time.due }
}

const said = (part: string): number => lines.filter((line) => line.includes(part)).length

describe('a watch', () => {
  it('asks at once, then by the TTL, and tells whether anything changed', async () => {
    const other = found('d.test', { ttlS: 3 })
    const { outcomes, settle, next, due, watch } = started([
      found('c.test'),
      found('c.test', { ttlS: 7 }),
      other,
    ])
    expect(watch.status()).toMatchObject({ state: 'waiting', lastQuery: null })
    await settle()
    expect(due()).toEqual([30_000])
    await next()
    expect(due()).toEqual([40_000])
    await next()
    expect(outcomes).toMatchObject([
      { state: 'found', changed: true, targets: [{ host: 'c.test' }], name: NAME },
      { state: 'found', changed: false },
      { state: 'found', changed: true, targets: [{ host: 'd.test' }] },
    ])
    expect(watch.status()).toEqual({
      state: 'found',
      name: NAME,
      server: null,
      ttlS: 3,
      lastQuery: '2026-01-01T00:00:40.000Z',
      lastAnswer: '2026-01-01T00:00:40.000Z',
      nextQuery: '2026-01-01T00:00:50.000Z',
      remembered: false,
      lastError: null,
    })
  })

  it('backs off while DNS fails, keeps what is in force, and says so once', async () => {
    const results = [found('c.test'), failed, new Error('broken'), failed, failed, found('c.test'), failed]
    const { outcomes, previous, settle, next, due, watch } = started(results)
    await settle()
    const waits: number[] = []
    for (let at = 30_000, i = 0; i < 4; i++) {
      await next()
      waits.push(due()[0]! - at)
      at = due()[0]!
    }
    expect(waits).toEqual([1000, 2000, 4000, 8000])
    expect(outcomes.slice(1)).toMatchObject([
      { state: 'failed', changed: false, why: 'SERVFAIL' },
      { state: 'failed', why: 'broken' },
      { state: 'failed' },
      { state: 'failed' },
    ])
    expect(watch.status()).toMatchObject({ state: 'failed', name: NAME, lastError: 'SERVFAIL' })
    expect(previous.slice(1)).toMatchObject(
      Array.from({ length: 4 }, () => ({ targets: [{ host: 'c.test' }] })),
    )
    expect([said('DNS does not say'), said('DNS answers again')]).toEqual([1, 0])
    await next()
    expect(outcomes.at(-1)).toMatchObject({ state: 'found', changed: false })
    expect(said('DNS answers again; 3 repeats')).toBe(1)
    await next()
    expect(due()[0]).toBe(30_000 + 1000 + 2000 + 4000 + 8000 + 30_000 + 1000)
  })

  it('is off once when there is no record, and on again', async () => {
    const { outcomes, settle, next, due, previous } = started([off, off, found('c.test'), off])
    await settle()
    expect(due()).toEqual([20_000])
    await next()
    await next()
    await next()
    expect(outcomes.map(({ state, changed }) => `${state} ${changed}`)).toEqual([
      'off true',
      'off false',
      'found true',
      'off true',
    ])
    expect(previous[2]).toBeUndefined()
    expect([said('DNS names no collector'), said('DNS names collectors')]).toEqual([2, 1])
  })

  it('asks at once when told to, not twice at a time', async () => {
    const { watch, outcomes, settle, due } = started([found('c.test'), found('c.test')])
    await Promise.all([watch.refresh(), watch.refresh()])
    expect(outcomes).toHaveLength(1)
    await settle()
    expect(outcomes).toHaveLength(2)
    expect(due()).toHaveLength(1)
  })

  it('tells nothing after it was closed', async () => {
    let answer: ((result: LookUp) => void) | undefined
    const late = new Promise<LookUp>((resolve) => (answer = resolve))
    const { watch, outcomes, due } = started([late])
    const underWay = watch.refresh()
    watch.close()
    answer!(found('c.test'))
    await underWay
    expect([outcomes, due()]).toEqual([[], []])
  })

  it('says what is wrong with records and settings once, and when it is over', async () => {
    const bad = found('c.test', { warnings: ['port 0: x'], txtTrouble: `${NAME}: SERVFAIL` })
    const { settle, next } = started([bad, bad, found('c.test'), bad])
    await settle()
    await next()
    expect([said('port 0: x'), said('does not tell the settings')]).toEqual([1, 1])
    await next()
    await next()
    expect([said('port 0: x'), said('does not tell the settings'), said('tells the settings again')]).toEqual(
      [2, 2, 1],
    )
  })
})

describe('what was learnt last', () => {
  let directory: string
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'hsflowd-dns-sd-'))
    return () => rmSync(directory, { recursive: true, force: true })
  })

  /** A run of the daemon that ends with the last of these results. */
  const run = (...results: LookUp[]) => runWith([NAME], ...results)

  async function runWith(names: string[], ...results: LookUp[]) {
    const { outcomes, next, settle, watch, previous } = started(results, directory, names)
    for (let i = 1; i < results.length; i++) await (i === 1 ? settle() : next())
    await (results.length === 1 ? settle() : next())
    watch.close()
    // Writes go one after the other: this one comes after all of them.
    await openStateDirectory(directory, createLog({ name: 'x', write: () => undefined })).read('dns-sd')
    await new Promise((resolve) => setTimeout(resolve, 50))
    return { outcomes, status: watch.status(), previous }
  }

  it('is used after a restart when DNS fails, until it answers', async () => {
    await run(found('c.test'))
    const { outcomes, status, previous } = await run(failed, failed)
    expect(outcomes).toEqual([
      {
        state: 'found',
        name: NAME,
        targets: [{ host: 'c.test', port: 6343, priority: 10, weight: 1 }],
        txt: [['flag', undefined]],
        changed: true,
        rememberedAtMs: Date.UTC(2026, 0, 1),
      },
      { state: 'failed', why: 'SERVFAIL', changed: false },
    ])
    expect(status).toMatchObject({ remembered: true, name: NAME, lastError: 'SERVFAIL' })
    expect(previous[0]).toMatchObject({ name: NAME })
    expect(said('DNS fails: what it said on 2026-01-01T00:00:00.000Z is used')).toBe(1)
    const again = await run(failed, found('c.test'))
    expect(again.outcomes.map(({ changed }) => changed)).toEqual([true, false])
    expect(again.status.remembered).toBe(false)
  })

  it('is not used when DNS answers, and forgotten when the record is gone', async () => {
    await run(found('c.test'))
    expect((await run(found('d.test'))).outcomes).toMatchObject([{ targets: [{ host: 'd.test' }] }])
    expect((await run(off)).outcomes).toMatchObject([{ state: 'off' }])
    expect((await run(failed)).outcomes).toMatchObject([{ state: 'failed' }])
  })

  it('is neither used nor forgotten while other names are asked for', async () => {
    await run(found('c.test'))
    expect((await runWith(['_sflow._udp'], failed, off)).outcomes).toMatchObject([
      { state: 'failed' },
      { state: 'off' },
    ])
    expect((await run(failed)).outcomes).toMatchObject([{ state: 'found', targets: [{ host: 'c.test' }] }])
  })

  it('of other form is not used', async () => {
    const state = openStateDirectory(directory, createLog({ name: 'x', write: () => undefined }))
    for (const value of [
      null,
      {},
      { state: 'found', name: NAME, targets: [{ host: 'c', port: 0 }], txt: [] },
    ]) {
      await state.write('dns-sd', value)
      expect((await run(failed)).outcomes).toMatchObject([{ state: 'failed' }])
    }
  })
})

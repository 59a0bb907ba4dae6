// Supervision of sflowovsd, with programs that behave as badly as programs do. A hundred seconds of it are one here.
import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createLog, isAlive, systemClock, type Clock } from '@host-sflow/agent-runtime'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { troubleOf } from '../src/modules/ovs/errors.ts'
import { supervise } from '../src/modules/ovs/supervise.ts'
import { scratch } from './support/hsflowd.ts'

const PACE = 100
/** What is not back-off goes more slowly: on a busy machine a shell takes a tenth of a second to end. */
const PACES: ReadonlyMap<number, number> = new Map([
  [10_000, 20],
  [3000, 3],
])

const until = (what: string, test: () => boolean): Promise<boolean> =>
  vi.waitUntil(test, { timeout: 10_000, interval: 5 }).catch(() => {
    throw new Error(`not within 10 s: ${what}`)
  })

/** Supervises a script, until the test ends. `$NOTES` is a file that it may write to. */
function start(script?: string) {
  const file = join(scratch(), 'sflowovsd')
  const notes = `${file}.notes`
  const lines: string[] = []
  const delays: number[] = []
  const clock: Clock = {
    nowMs: () => systemClock.nowMs() * PACE,
    dateMs: () => systemClock.dateMs(),
    schedule(callback, delayMs) {
      const pace = PACES.get(delayMs)
      if (pace === undefined) delays.push(delayMs)
      return systemClock.schedule(callback, delayMs / (pace ?? PACE))
    },
  }
  const install = (text: string): void => {
    writeFileSync(file, `#!/bin/sh\n${text}\n`)
    chmodSync(file, 0o755)
  }
  if (script !== undefined) install(script)
  const supervisor = supervise({
    find: () =>
      Promise.resolve(existsSync(file) ? { file, args: [], name: file } : troubleOf('HSF_OVS_NOT_INSTALLED')),
    env: { PATH: process.env['PATH'], NOTES: notes },
    clock,
    log: createLog({ name: 'test', format: 'text', write: (text) => lines.push(text.trimEnd()) }),
    onStatus: () => undefined,
  })
  onTestFinished(() => supervisor.close())
  return {
    ...supervisor,
    file,
    install,
    delays,
    noted: () => (existsSync(notes) ? readFileSync(notes, 'utf8').trim().split('\n') : []),
    said: (part: string) => lines.filter((line) => line.includes(part)),
  }
}

const steady = 'cat >/dev/null'

describe.skipIf(process.platform === 'win32')('a program that', () => {
  it('ends again and again is started with longer and longer waits, and said once', async () => {
    const rig = start('echo x >>$NOTES; exit 3')
    await until('the waits', () => rig.delays.length >= 5)
    expect(rig.delays.slice(0, 5)).toEqual([1000, 2000, 4000, 8000, 16_000])
    expect(rig.noted().length).toBeGreaterThanOrEqual(5)
    expect(rig.said('sflowovsd has ended: exit code 3')).toHaveLength(1)
    expect(rig.said('is started: ')).toHaveLength(1)
    expect(rig.status()).toMatchObject({
      state: 'waiting',
      pid: null,
      program: rig.file,
      lastExit: 'exit code 3',
      lastError: { message: 'sflowovsd has ended: exit code 3' },
    })
    expect(rig.status().restarts).toBeGreaterThanOrEqual(5)
    await rig.close()
    const { length } = rig.noted()
    await rig.restart()
    expect(rig.noted()).toHaveLength(length)
  })

  it('ends for several reasons in turn has each of them said once', async () => {
    const rig = start('echo x >>$NOTES; [ $(($(wc -l <$NOTES) % 2)) = 0 ] && exit 3; kill -SEGV $$')
    await until('several ends', () => rig.status().restarts >= 5)
    expect(rig.said('sflowovsd has ended: exit code 3')).toHaveLength(1)
    expect(rig.said('sflowovsd has ended: signal SIGSEGV')).toHaveLength(1)
  })

  it.each([64, 78])('does not take its options (exit code %i) is tried once a minute', async (code) => {
    const rig = start(`exit ${code}`)
    await until('the waits', () => rig.delays.length >= 2)
    expect(rig.delays.slice(0, 2)).toEqual([60_000, 60_000])
    const [line, ...more] = rig.said('does not take its options')
    expect(line).toMatch(/exit code \d+ \(.*npm install --global @host-sflow\/sflowovsd@\d/)
    expect(more).toEqual([])
  })

  it('cannot be executed is said with the cause', async () => {
    const rig = start()
    writeFileSync(rig.file, '#!/nowhere/interpreter\n')
    chmodSync(rig.file, 0o755)
    await until('the line', () => rig.said('sflowovsd cannot be started').length === 1)
    expect(rig.said('cannot be started')[0]).toContain('ENOENT')
    rig.install(steady)
    await until('it runs', () => rig.status().state === 'running')
  })

  it('is installed later is found, and what was said is taken back when it has stayed up', async () => {
    const rig = start()
    await until('the line', () => rig.said('sflowovsd is not installed').length === 1)
    expect(rig.said('npm install --global @host-sflow/sflowovsd')).toHaveLength(1)
    expect(rig.status()).toMatchObject({ state: 'not installed', program: null, lastExit: null })
    rig.install(steady)
    await until('the good news', () => rig.said('sflowovsd runs again').length === 1)
    const { pid, state, restarts } = rig.status()
    expect([state, restarts, isAlive(pid!)]).toEqual(['running', 0, true])
  })

  it('ends after it ran for more than a minute is started after a second again', async () => {
    const rig = start('echo x >>$NOTES; [ $(wc -l <$NOTES) -lt 4 ] && exit 3; sleep 0.8; exit 3')
    await until('it runs long', () => rig.delays.length >= 4)
    expect(rig.delays.slice(0, 4)).toEqual([1000, 2000, 4000, 1000])
    expect(rig.said('sflowovsd runs again')).toHaveLength(1)
    expect(rig.said('sflowovsd has ended')).toHaveLength(2)
  })

  it('ends when it is told to gets the time for it; there are never two', async () => {
    const rig = start(`echo begin >>$NOTES; ${steady}; sleep 0.01; echo end >>$NOTES`)
    await until('it runs', () => rig.noted().length === 1)
    await Promise.all([rig.restart(), rig.restart(), rig.restart()])
    await until('it runs again', () => rig.noted().length >= 3)
    await rig.restart()
    await until('it runs again', () => rig.noted().length >= 5)
    await rig.close()
    expect(rig.noted()).toEqual(rig.noted().map((_, i) => (i % 2 === 0 ? 'begin' : 'end')))
    expect(rig.noted().length % 2).toBe(0)
    expect([rig.status().restarts, rig.said('has ended')]).toEqual([0, []])
  })

  it('does not end is killed, with what it has started', async () => {
    const rig = start("trap '' TERM HUP; sleep 1000 & echo $! >>$NOTES; wait")
    await until('it runs', () => rig.noted().length === 1)
    const [pid, other] = [rig.status().pid!, Number(rig.noted()[0])]
    expect([isAlive(pid), isAlive(other)]).toEqual([true, true])
    await rig.close()
    expect(isAlive(pid)).toBe(false)
    // A process that is nobody's child any more waits for init to notice that it has ended.
    await until('the other one is gone', () => !isAlive(other) || isZombie(other))
  })

  it('ends leaves nothing behind that it has started', async () => {
    const rig = start('sleep 1000 & echo $! >>$NOTES; exit 1')
    await until('it has ended', () => rig.status().restarts >= 2)
    await rig.close()
    const left = (): number[] =>
      rig
        .noted()
        .map(Number)
        .filter((pid) => isAlive(pid) && !isZombie(pid))
    await until('all are gone', () => left().length === 0)
  })
})

function isZombie(pid: number): boolean {
  try {
    return /\) Z /u.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))
  } catch {
    return false
  }
}

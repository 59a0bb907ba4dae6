// What sflowovsd costs while nothing happens.
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { privateOvs } from '../../../tools/rigs/private-ovs.ts'
import { addBridges } from './support/bridges.ts'
import { watchDatabase } from './support/database.ts'
import { startMarked } from './support/marked.ts'
import { cpuNs, faultsOfEnded } from './support/processes.ts'
import { settingsFile } from './support/settings.ts'

/** As long as the interval of the status file; all windows together are less than the minute after which it looks by itself. */
const WINDOW_S = 10
/** What is collected once after the start is in the first one; what other programs do to the caches adds to all. */
const MAX_WINDOWS = 4
const LIMIT_MS_PER_S = 1

it(`starts no process, and takes at most ${LIMIT_MS_PER_S} ms of CPU a second`, async (ctx) => {
  const rig = await privateOvs(ctx)
  await addBridges(rig, ...Array.from({ length: 10 }, (_, i) => `br${i}`))
  const database = await watchDatabase(ctx, rig)
  const { daemon, processes } = startMarked(['-f', settingsFile().path], { env: rig.env })
  await database.until('sFlow', database.common)
  // Compiling after the start is no running cost either.
  await sleep(2000)

  const started = processes()
  const ended = faultsOfEnded(daemon.pid)
  expect(started).toHaveLength(2)
  expect(ended).toBeGreaterThan(0)
  const pids = [daemon.pid, ...started.map(({ pid }) => pid)]
  const used = (): number => pids.reduce((sum, pid) => sum + cpuNs(pid), 0)
  const msPerS: number[] = []
  do {
    const beforeNs = used()
    await sleep(WINDOW_S * 1000)
    msPerS.push((used() - beforeNs) / 1e6 / WINDOW_S)
  } while (msPerS.at(-1)! > LIMIT_MS_PER_S && msPerS.length < MAX_WINDOWS)
  const text = msPerS.map((ms) => ms.toFixed(2)).join(', ')
  console.log(`idle, with ${started.length} ovsdb-client: ${text} ms of CPU a second`)
  expect(processes()).toEqual(started)
  expect(faultsOfEnded(daemon.pid)).toBe(ended)
  expect(msPerS.at(-1)).toBeLessThanOrEqual(LIMIT_MS_PER_S)
  expect((await daemon.stop()).code).toBe(0)
})

// What sflowovsd costs while nothing happens.
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { privateOvs } from '../../../tools/rigs/private-ovs.ts'
import { addBridges } from './support/bridges.ts'
import { watchDatabase } from './support/database.ts'
import { startMarked } from './support/marked.ts'
import { cpuNs, faultsOfEnded } from './support/processes.ts'
import { settingsFile } from './support/settings.ts'

/** As long as the interval of the status file. */
const WINDOW_S = 10
/** Less than the minute after which it looks by itself. What is collected once after the start may fall into it. */
const MAX_S = 40
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
  const usedNs = [used()]
  const msPerS = (): number => (usedNs.at(-1)! - (usedNs.at(-1 - WINDOW_S) ?? -Infinity)) / 1e6 / WINDOW_S
  while (msPerS() > LIMIT_MS_PER_S && usedNs.length <= MAX_S) {
    await sleep(1000)
    usedNs.push(used())
  }
  const took = `${msPerS().toFixed(2)} ms of CPU a second, in the last ${WINDOW_S} s of ${usedNs.length - 1} s`
  console.log(`idle, with ${started.length} ovsdb-client: ${took}`)
  expect(processes()).toEqual(started)
  expect(faultsOfEnded(daemon.pid)).toBe(ended)
  expect(msPerS()).toBeLessThanOrEqual(LIMIT_MS_PER_S)
  expect((await daemon.stop()).code).toBe(0)
})

// What sflowovsd costs while nothing happens.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { debianPackages, requirePackages } from '../../../tools/rigs/apt.mjs'
import { privateOvs } from '../../../tools/rigs/private-ovs.ts'
import { scratch } from '../../../tools/rigs/program.ts'
import { addBridges } from './support/bridges.ts'
import { watchDatabase } from './support/database.ts'
import { cpuNs, startedWith } from './support/processes.ts'
import { sflowovsd } from './support/programs.ts'
import { settingsFile } from './support/settings.ts'

/** All of them are less than the minute after which it looks by itself. */
const WINDOWS = 4
const WINDOW_S = 5
const IDLE_S = WINDOWS * WINDOW_S
const LIMIT_MS_PER_S = 1

it(`for ${IDLE_S} s: no process, and at most ${LIMIT_MS_PER_S} ms of CPU a second`, async (ctx) => {
  const packages = await requirePackages(debianPackages.strace)
  if (!packages.ok) ctx.skip(packages.reason)
  const rig = await privateOvs(ctx)
  await addBridges(rig, ...Array.from({ length: 10 }, (_, i) => `br${i}`))
  const database = await watchDatabase(ctx, rig)
  const trace = join(scratch(), 'trace')
  // Only what starts a program stops for strace (seccomp); it is the daemon's child, not its parent (-D).
  const watched = [
    'strace',
    '-D',
    '-f',
    '--seccomp-bpf',
    '-qq',
    '-ttt',
    '-e',
    'trace=execve,execveat',
    '-o',
    trace,
  ]
  const prefix = [...rig.prefix, ...watched]
  const daemon = sflowovsd(['-f', settingsFile().path], { env: rig.env, prefix })
  await database.until('sFlow', database.common)
  // Compiling after the start is no running cost either.
  await sleep(2000)

  const children = startedWith(`OVS_RUNDIR=${rig.runDir}`, daemon.pid).filter(({ command }) =>
    command.includes('ovsdb-client'),
  )
  const pids = [daemon.pid, ...children.map(({ pid }) => pid)]
  const used = (): number => pids.reduce((sum, pid) => sum + cpuNs(pid), 0)
  const started = (): string[] =>
    readFileSync(trace, 'utf8')
      .split('\n')
      .filter((line) => line.includes('execve'))
  const startsBefore = started()
  expect(startsBefore.filter((line) => line.includes('ovs-vsctl')).length).toBeGreaterThan(0)
  expect(children.length).toBeGreaterThan(0)
  const msPerS: number[] = []
  for (let i = 0; i < WINDOWS; i++) {
    const beforeNs = used()
    await sleep(WINDOW_S * 1000)
    msPerS.push((used() - beforeNs) / 1e6 / WINDOW_S)
  }
  // Collecting, once, what the start has left is no running cost, nor is what other programs do to the caches.
  const least = Math.min(...msPerS)
  const text = msPerS.map((ms) => ms.toFixed(2)).join(', ')
  console.log(`idle, with ${children.length} ovsdb-client: ${text} ms of CPU a second`)
  expect(started()).toEqual(startsBefore)
  expect(least).toBeLessThan(LIMIT_MS_PER_S)
  expect((await daemon.stop()).code).toBe(0)
})

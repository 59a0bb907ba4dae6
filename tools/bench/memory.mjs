// How much memory does the running daemon have to itself, beside an empty Node process?
// HOST_SFLOW_BENCH_MINUTES=10 for a long look; the daemon polls every second, so that a minute is half an hour's work.
import { spawn } from 'node:child_process'
import { createSocket } from 'node:dgram'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { machine, quick, table } from './lib.mjs'

const minutes = Number(process.env.HOST_SFLOW_BENCH_MINUTES ?? (quick ? 0.1 : 1))
const STEPS = 6
const hsflowd = new URL('../../packages/hsflowd/bin/hsflowd.js', import.meta.url).pathname

/** Bytes of a process in MB, from /proc/PID/smaps_rollup (proc(5)): private is what would come back if it ended. */
function memory(pid) {
  const text = readFileSync(`/proc/${pid}/smaps_rollup`, 'latin1')
  const of = (name) => Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(text)[1]) / 1024
  const dirty = of('Private_Dirty')
  const clean = of('Private_Clean')
  return { rss: of('Rss'), dirty, clean, uss: dirty + clean }
}

/** CPU time of all threads in ms (schedstat counts in ns). */
function cpuMs(pid) {
  return Number(readFileSync(`/proc/${pid}/schedstat`, 'latin1').split(' ')[0]) / 1e6
}

machine(cpus())
const folder = mkdtempSync(join(tmpdir(), 'host-sflow-bench-'))
const sink = createSocket('udp4')
await new Promise((resolve) => sink.bind(0, '127.0.0.1', resolve))
let datagrams = 0
sink.on('message', () => datagrams++)
const { port } = sink.address()
const options = ['-P', '--collector', `127.0.0.1:${port}`, '--polling', '1', '-o', `${folder}/hsflowd.auto`]
const children = [
  spawn(process.execPath, [hsflowd, ...options], {
    stdio: 'ignore',
    env: { ...process.env, STATE_DIRECTORY: folder },
  }),
  spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' }),
]
const [daemon, empty] = children
try {
  const rows = []
  for (let step = 1; step <= STEPS; step++) {
    const before = step === 1 ? undefined : cpuMs(daemon.pid)
    await new Promise((resolve) => setTimeout(resolve, (minutes * 60_000) / STEPS))
    const [ours, theirs] = [memory(daemon.pid), memory(empty.pid)]
    const cpu =
      before === undefined ? '' : (((cpuMs(daemon.pid) - before) * STEPS) / (minutes * 60)).toFixed(2)
    const cells = [
      ours.uss,
      theirs.uss,
      ours.uss - theirs.uss,
      ours.dirty,
      theirs.dirty,
      ours.rss,
      theirs.rss,
    ]
    rows.push([
      `after ${((minutes * 60 * step) / STEPS).toFixed(0)} s`,
      ...cells.map((mb) => mb.toFixed(1)),
      cpu,
    ])
  }
  table(
    `memory in MB: hsflowd at polling 1 (${datagrams} datagrams received) and an empty Node process`,
    ['', 'USS', 'empty', 'more', 'dirty', 'empty', 'RSS', 'empty', 'CPU ms/s'],
    rows,
  )
} finally {
  for (const child of children) child.kill('SIGTERM')
  sink.close()
  rmSync(folder, { recursive: true, force: true })
}

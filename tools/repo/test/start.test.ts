// `npm start`, as a newcomer runs it: this host's live figures on the terminal, and nothing of the host changed.
import { spawn } from 'node:child_process'
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { existsSync, lstatSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, expect, test } from 'vitest'
import { until } from '../../rigs/child.ts'

interface Line {
  readonly samples: readonly {
    readonly source_id: string
    readonly records: readonly {
      readonly name: string
      readonly fields: Readonly<Record<string, number>>
    }[]
  }[]
}

const RUN = `${import.meta.dirname}/../run.mjs`
const SFLOW_PORT = 6343
const started: Started[] = []

afterEach(async () => {
  for (const each of started.splice(0)) {
    each.signal('SIGTERM')
    await each.ended
  }
})

interface Started {
  readonly lines: readonly string[]
  readonly ended: Promise<unknown>
  /** To all processes of the terminal. */
  readonly signal: (signal: NodeJS.Signals) => void
  readonly port: () => number
  /** The private directory. */
  readonly folder: () => string | undefined
}

/** `npm start -- ARGS`, in a process group as a terminal makes one. */
function start(...args: readonly string[]): Started {
  const child = spawn(process.execPath, [RUN, 'start', ...args], {
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, HOST_SFLOW_BUILD: '0' },
  })
  const lines: string[] = []
  let stderr = ''
  createInterface(child.stdout).on('line', (line) => lines.push(line))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text))
  const running: Started = {
    lines,
    ended: once(child, 'close'),
    signal(signal: NodeJS.Signals) {
      if (child.exitCode === null && child.signalCode === null) process.kill(-child.pid!, signal)
    },
    port: () => Number(/127\.0\.0\.1:(\d+)/.exec(stderr)?.[1] ?? Number.NaN),
    folder: () => /log and settings: (.*)/.exec(stderr)?.[1],
  }
  started.push(running)
  return running
}

const HOST_FILES = ['/etc/hsflowd.auto', '/etc/hsflowd.conf', '/run/hsflowd', '/var/lib/hsflowd']
const traces = (): unknown[] =>
  HOST_FILES.map((file) => {
    const { mtimeMs, ino } = lstatSync(file, { throwIfNoEntry: false }) ?? {}
    return { file, mtimeMs, ino }
  })

/** Milliseconds in user mode and seconds since boot, as /proc has them. */
function clocks(): { user: number; uptime: number } {
  const [, ticks] = /^cpu +(\d+)/.exec(readFileSync('/proc/stat', 'utf8'))!
  return {
    user: Number(ticks) * 10,
    uptime: Math.floor(Number.parseFloat(readFileSync('/proc/uptime', 'utf8'))),
  }
}

/** The process id of hsflowd, from its status file. */
function daemonPid(folder: string): number {
  const [file = ''] = readdirSync(join(folder, 'agents'))
  return Number(/^hsflowd\.(\d+)\.json$/.exec(file)?.[1])
}

const isAlive = (pid: number): boolean => existsSync(`/proc/${pid}`)

/** Waits for samples of the host, and ends it with a signal; everything must be gone then. */
async function live(running: Started, signal: NodeJS.Signals): Promise<Line[]> {
  const hosts = (): Line[] =>
    running.lines
      .map((line) => JSON.parse(line) as Line)
      .filter(({ samples }) => samples.some(({ source_id }) => source_id === '2:1'))
  await until('two samples of the host', 12_000, () => (hosts().length >= 2 ? true : undefined))
  const folder = running.folder()!
  const pid = daemonPid(folder)
  expect(isAlive(pid)).toBe(true)
  running.signal(signal)
  expect(await running.ended).toEqual([0, null])
  expect(existsSync(folder)).toBe(false)
  expect(isAlive(pid)).toBe(false)
  return hosts()
}

test.runIf(process.platform === 'linux')('live figures of this host; Ctrl-C leaves nothing', async () => {
  const before = traces()
  const low = clocks()
  const startedAtMs = performance.now()
  const running = start('--format', 'json')
  await until('a first line', 10_000, () => running.lines[0])
  expect(performance.now() - startedAtMs).toBeLessThan(10_000)
  const hosts = await live(running, 'SIGINT')
  const high = clocks()

  const samples = hosts.map(({ samples: all }) => all.find(({ source_id }) => source_id === '2:1')!)
  const cpus = samples.map(({ records }) => records.find(({ name }) => name === 'host_cpu')!.fields)
  const user = [low.user, ...cpus.map(({ cpu_user }) => cpu_user!), high.user]
  const uptime = [low.uptime, ...cpus.map((cpu) => cpu['uptime']!), high.uptime]
  for (const values of [user, uptime]) expect(values).toEqual(values.toSorted((a, b) => a - b))
  // Every two seconds.
  expect(cpus[1]!['uptime']! - cpus[0]!['uptime']!).toBeGreaterThanOrEqual(1)
  expect(cpus[1]!['uptime']! - cpus[0]!['uptime']!).toBeLessThanOrEqual(4)
  const names = samples[0]!.records.map(({ name }) => name)
  expect(names).toHaveLength(10)
  expect(traces()).toEqual(before)
})

test.runIf(process.platform === 'linux')(
  'another port where somebody has sFlow’s; a closed terminal leaves nothing',
  async () => {
    const socket = createSocket('udp4')
    let strangers = 0
    socket.on('message', () => strangers++)
    // Taken already, by somebody else, is as good.
    socket.on('error', () => undefined)
    socket.bind(SFLOW_PORT, '127.0.0.1')
    await sleep(100)
    const running = start('--format', 'json')
    await live(running, 'SIGHUP')
    expect(running.port()).not.toBe(SFLOW_PORT)
    expect(strangers).toBe(0)
    socket.close()
  },
)

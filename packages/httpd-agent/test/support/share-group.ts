// Processes that share one stream, and what a collector gets of it.
import { spawn, type ChildProcess } from 'node:child_process'
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { afterAll, vi } from 'vitest'
import { bundleProgram } from '../../../../tools/rigs/bundle.ts'
import { scratch } from '../../../../tools/rigs/program.ts'
import type { Share } from '../../src/share/share.ts'

/** A datagram. */
export interface Told {
  readonly pid: number
  readonly sequence: number
  readonly uptimeMs: number
  readonly requests: number
  readonly drops: number
  readonly processes: number
  /** What it has cost to tell the members before it left. */
  readonly beforeSendMs: number
  readonly flows: readonly string[]
}

export interface Received extends Told {
  readonly atMs: number
}

/** One process, and what it says of itself every 10 ms. */
export interface GroupMember {
  readonly pid: number
  readonly role: () => Share['role'] | undefined
  /** It has been a member, or the leader: so it knows the stream. */
  readonly knows: () => boolean
  /** What it had counted, at most, at that time. */
  readonly counted: (atMs?: number) => number
  readonly stderr: () => string
  readonly signal: (signal: NodeJS.Signals) => void
  /** When it was killed, or has ended; undefined while it runs. */
  readonly killedAtMs: () => number | undefined
  readonly wasKilled: () => boolean
  readonly ended: Promise<number | null>
}

export interface Group {
  readonly directory: string
  readonly received: readonly Received[]
  /** All that there have been. */
  readonly members: readonly GroupMember[]
  readonly start: () => GroupMember
  readonly until: (what: string, probe: () => boolean, timeoutMs?: number) => Promise<void>
  readonly leader: () => GroupMember | undefined
}

const children = new Set<ChildProcess>()
const sockets = new Set<() => void>()
afterAll(() => {
  for (const child of children) child.kill('SIGKILL')
  for (const close of sockets) close()
})

let bundled: Promise<string> | undefined
async function program(): Promise<string> {
  const outfile = join(scratch(), 'share-child.mjs')
  await bundleProgram(fileURLToPath(new URL('share-child.ts', import.meta.url)), outfile)
  return outfile
}

export async function openGroup(patienceMs = 0): Promise<Group> {
  const file = await (bundled ??= program())
  const directory = join(scratch(), 'group')
  mkdirSync(directory, { mode: 0o700 })
  const received: Received[] = []
  const members: GroupMember[] = []
  const socket = createSocket({ type: 'udp4', recvBufferSize: 4_194_304 })
  socket.on('message', (bytes) => {
    received.push({ ...(JSON.parse(bytes.toString()) as Told), atMs: performance.now() })
  })
  socket.bind(0, '127.0.0.1')
  await once(socket, 'listening')
  sockets.add(() => socket.close())
  const port = String(socket.address().port)

  return {
    directory,
    received,
    members,
    start() {
      const member = startMember([file, directory, port, String(patienceMs)])
      members.push(member)
      return member
    },
    async until(what, probe, timeoutMs = 10_000) {
      const found = vi.waitUntil(probe, { timeout: timeoutMs, interval: 5 })
      await found.catch(() => {
        const said = members.map((each) => `${each.pid} ${each.role() ?? ''} ${each.stderr()}`).join('\n')
        throw new Error(`not within ${timeoutMs} ms: ${what}\n${said}`)
      })
    },
    leader: () => members.find((each) => each.killedAtMs() === undefined && each.role() === 'leader'),
  }
}

function startMember(args: readonly string[]): GroupMember {
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] })
  children.add(child)
  const history: { atMs: number; count: number }[] = []
  let role: Share['role'] | undefined
  let knows = false
  let stderr = ''
  let killedAtMs: number | undefined
  createInterface(child.stdout).on('line', (line) => {
    const [count, name] = line.split(' ')
    history.push({ atMs: performance.now(), count: Number(count) })
    role = name as Share['role']
    knows ||= role === 'leader' || role === 'member'
  })
  child.stderr.on('data', (text: Buffer) => (stderr += text.toString()))
  return {
    pid: child.pid!,
    role: () => role,
    knows: () => knows,
    counted: (atMs = Infinity) => history.findLast((each) => each.atMs <= atMs)?.count ?? 0,
    stderr: () => stderr,
    signal(signal) {
      if (signal === 'SIGKILL') killedAtMs ??= performance.now()
      child.kill(signal)
    },
    killedAtMs: () => killedAtMs,
    wasKilled: () => child.signalCode === 'SIGKILL',
    ended: new Promise((resolve) => {
      child.once('close', (code) => {
        children.delete(child)
        killedAtMs ??= performance.now()
        resolve(code)
      })
    }),
  }
}

// A daemon as users run it: the built program in a process of its own.
import { spawn, type ChildProcess } from 'node:child_process'
import { chownSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, vi } from 'vitest'
import { readableCopy } from './readable-copy.ts'

export interface RunOptions {
  /** Variables beside PATH. */
  readonly env?: Readonly<Record<string, string>>
  /** What starts it: `['ip', 'netns', 'exec', NAME]`. It must become the program (exec), not wait for it. */
  readonly prefix?: readonly string[]
  /** User and group to become first. */
  readonly uid?: number
  /** It becomes another user by itself, who must be able to read the program. */
  readonly readable?: boolean
  /** Started as root, it is not told to stay root. */
  readonly drop?: boolean
}

/** A line of the log, as bunyan writes it. */
export interface LogLine {
  readonly level: number
  readonly msg: string
  readonly [member: string]: unknown
}

/** One of our daemons. */
export interface Program {
  readonly pid: number
  readonly stdout: () => string
  readonly stderr: () => string
  readonly log: () => LogLine[]
  /** The messages that hold `part`. */
  readonly said: (part: string) => string[]
  /** Waits until a message holds `part`. */
  readonly logged: (part: string, timeoutMs?: number) => Promise<LogLine>
  readonly kill: (signal: NodeJS.Signals) => void
  readonly ended: Promise<Ended>
  /** SIGTERM, then {@link Program.ended}. */
  readonly stop: () => Promise<Ended>
}

export interface Ended {
  readonly code: number | null
  readonly tookMs: number
}

/** Level of a warning. */
export const WARN = 40

const directories: string[] = []
const children = new Set<ChildProcess>()

// Also after a failure; a test that stops its daemon finds nothing left here.
afterAll(() => {
  for (const child of children) child.kill('SIGKILL')
  for (const directory of directories.splice(0)) rmSync(directory, { recursive: true, force: true })
})

/** A directory of this test file, removed at its end. */
export function scratch(): string {
  const directory = mkdtempSync(join(tmpdir(), 'host-sflow-test-'))
  directories.push(directory)
  return directory
}

/** A state directory that the daemon, whoever it runs as, can write to. */
function state(uid: number | undefined): string {
  const directory = scratch()
  if (uid !== undefined) chownSync(directory, uid, uid)
  return directory
}

/** What starts the built program `bin/NAME.js` of the package in `folder`. Started as root it stays root unless told. */
export function programOf(
  folder: string,
  name: string,
): (args: readonly string[], options?: RunOptions) => Program {
  let copy: string | undefined
  return (args, options = {}) => {
    const { uid, readable = false } = options
    const ours = !readable && (uid === undefined || uid === process.getuid?.())
    const where = ours ? folder : (copy ??= readableCopy(folder, scratch()))
    return run(join(where, 'bin', `${name}.js`), args, options)
  }
}

function run(program: string, args: readonly string[], options: RunOptions): Program {
  const { env = {}, prefix = [], uid, drop = false } = options
  const stay = drop || args.includes('--user') ? [] : ['-P']
  const [command, ...rest] = [...prefix, process.execPath, program, ...stay, ...args]
  const startedAtMs = performance.now()
  const child = spawn(command!, rest, {
    stdio: ['ignore', 'pipe', 'pipe'],
    // What it remembers must not be the machine's, nor another test's.
    env: { PATH: process.env['PATH'], STATE_DIRECTORY: state(uid), ...env },
    ...(uid !== undefined && { uid, gid: uid }),
  })
  children.add(child)
  let stdout = ''
  let stderr = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text))
  let end: Ended | undefined
  const ended = new Promise<Ended>((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code) => {
      children.delete(child)
      end = { code, tookMs: performance.now() - startedAtMs }
      resolve(end)
    })
  })

  const log = (): LogLine[] =>
    stderr
      .split('\n')
      .slice(0, -1)
      .filter((line) => line.startsWith('{'))
      .map((line) => JSON.parse(line) as LogLine)

  async function logged(part: string, timeoutMs = 10_000): Promise<LogLine> {
    const found = (): LogLine | undefined => log().find(({ msg }) => msg.includes(part))
    try {
      return await vi.waitUntil(found, { timeout: timeoutMs, interval: 20 })
    } catch {
      throw new Error(`not in the log within ${timeoutMs} ms: ${part}\n${stderr}`)
    }
  }

  return {
    pid: child.pid!,
    stdout: () => stdout,
    stderr: () => stderr,
    log,
    said: (part) =>
      log()
        .map(({ msg }) => msg)
        .filter((msg) => msg.includes(part)),
    logged,
    kill: (signal) => void child.kill(signal),
    ended,
    async stop() {
      const from = performance.now()
      child.kill('SIGTERM')
      const { code } = await ended
      return { code, tookMs: performance.now() - from }
    },
  }
}

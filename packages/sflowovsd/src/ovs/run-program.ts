import { boundedText } from './bounded-text.ts'
import { startGroup, type Exit, type ProcessGroup } from './process-group.ts'

/** What a program did. Neither code nor signal: it could not be killed. */
export interface Ended extends Exit {
  readonly kind: 'ended'
  readonly stdout: string
  readonly stderr: string
  /** It wrote more to stdout than is read, and was killed. */
  readonly truncated: boolean
  /** It was killed at the limit. */
  readonly timedOut: boolean
  readonly durationMs: number
}

/** Why a program did not run; `stuck`: an earlier one neither ends nor can be killed. */
export interface NotStarted {
  readonly kind: 'not found' | 'not executable' | 'stuck' | 'failed'
  /** errno name. */
  readonly code: string
}

export type RunResult = Ended | NotStarted

export interface RunOptions {
  readonly env: NodeJS.ProcessEnv
  /** After which the program and its children are killed. */
  readonly limitMs: number
}

/** Runs programs to their end. */
export interface Runner {
  /** Resolves at the latest 2 s after the limit, whatever the program does. Never rejects. */
  run(command: readonly string[], options: RunOptions): Promise<RunResult>
  /** Processes started so far. */
  spawned(): number
  /** Kills what runs. */
  close(): void
}

/** Of 2,000 bridges there are 200 KB. */
const MAX_STDOUT_BYTES = 16 * 1024 * 1024
const MAX_STDERR_BYTES = 64 * 1024
/** How long the children of a program that has ended may hold its pipes. */
const DRAIN_MS = 500
/** From the signal to the end of a process. */
const KILL_MS = 1000

const NOT_STARTED: Readonly<Record<string, NotStarted['kind']>> = {
  ENOENT: 'not found',
  EACCES: 'not executable',
}

export function createRunner(): Runner {
  const running = new Set<ProcessGroup>()
  let spawned = 0
  let stuck = 0

  /** Keeps count of one process. */
  const watcher: Watcher = {
    onStart(group) {
      running.add(group)
      spawned++
    },
    onFailure: () => void spawned--,
    onDone: (group) => void running.delete(group),
    onStuck: () => void stuck++,
    onUnstuck: () => void stuck--,
  }
  return {
    async run(command, options) {
      // More of the same would pile up.
      if (stuck > 0) return { kind: 'stuck', code: 'EBUSY' }
      return runOne(command, options, watcher)
    },
    spawned: () => spawned,
    close() {
      for (const group of running) group.kill()
    },
  }
}

interface Watcher {
  onStart(group: ProcessGroup): void
  onFailure(): void
  onDone(group: ProcessGroup): void
  onStuck(): void
  onUnstuck(): void
}

function runOne(command: readonly string[], options: RunOptions, watcher: Watcher): Promise<RunResult> {
  return new Promise((resolve) => {
    const startedMs = performance.now()
    const stdout = boundedText(MAX_STDOUT_BYTES)
    const stderr = boundedText(MAX_STDERR_BYTES)
    let exit: Exit | undefined
    let timedOut = false
    let givenUp = false
    let timer = setTimeout(() => {
      timedOut = true
      kill()
    }, options.limitMs)

    const group = startGroup(command, options.env, {
      onOutput(chunk) {
        if (!stdout.isCut() && !stdout.add(chunk)) kill()
      },
      onErrorOutput: (chunk) => void stderr.add(chunk),
      onFailure(code) {
        watcher.onFailure()
        done({ kind: NOT_STARTED[code] ?? 'failed', code })
      },
      onExit(how) {
        if (givenUp) return watcher.onUnstuck()
        exit = how
        next(kill, DRAIN_MS)
      },
      onClose: ended,
    })
    watcher.onStart(group)

    function next(step: () => void, delayMs: number): void {
      clearTimeout(timer)
      timer = setTimeout(step, delayMs)
    }

    function kill(): void {
      group.kill()
      next(giveUp, KILL_MS)
    }

    function giveUp(): void {
      givenUp = exit === undefined
      if (givenUp) watcher.onStuck()
      group.abandon()
      ended()
    }

    function ended(): void {
      done({
        kind: 'ended',
        ...(exit ?? { code: null, signal: null }),
        stdout: stdout.text(),
        stderr: stderr.text(),
        truncated: stdout.isCut(),
        timedOut,
        durationMs: performance.now() - startedMs,
      })
    }

    function done(result: RunResult): void {
      clearTimeout(timer)
      watcher.onDone(group)
      resolve(result)
    }
  })
}

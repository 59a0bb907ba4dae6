import { spawn, type ChildProcess } from 'node:child_process'
import { messageOf, withinTime, type Clock } from '@host-sflow/agent-runtime'

/** hsflowd's own stop has 4.5 s. */
const STOP_MS = 3000

/** A program with its options. */
export interface Command {
  readonly file: string
  readonly args: readonly string[]
}

/** How a process ended; `error`: it was never one. */
export interface Exit {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly error?: string
}

/** A process that was started. */
export interface Child {
  /** Undefined where it could not be started. */
  readonly pid: number | undefined
  /** Never rejects. */
  readonly ended: Promise<Exit>
  /** Ends its standard input; after 3 s SIGKILL, for its whole group. Resolves when it is gone. */
  stop(): Promise<void>
}

/**
 * Starts a program without a shell, in a process group of its own, with standard error shared. Its standard input is a
 * pipe on which nothing comes: it ends with this process, however that ends.
 */
export function startChild(command: Command, env: NodeJS.ProcessEnv, clock: Clock): Child {
  const child = spawned(command, env)
  if (typeof child === 'string') return notStarted(child)
  const { pid, stdin } = child

  /** Itself and what it has started. */
  const killGroup = (): void => {
    if (pid === undefined) return
    try {
      process.kill(-pid, 'SIGKILL')
    } catch {
      // Nobody is left in the group; or the system has none (Windows).
      child.kill('SIGKILL')
    }
  }

  const ended = new Promise<Exit>((resolve) => {
    child.on('error', (error) => {
      // A signal that cannot be sent is no end.
      if (pid === undefined) resolve({ code: null, signal: null, error: messageOf(error) })
    })
    child.on('exit', (code, signal) => {
      killGroup()
      resolve({ code, signal })
    })
  })
  // Its end is told by its exit. Without file descriptors left (EMFILE) there is none, and an error follows.
  stdin?.on('error', () => undefined)

  return {
    pid,
    ended,
    async stop() {
      // Not SIGTERM: where a service manager has sent that to both of them, the second one would cut its stop short.
      stdin?.end()
      if ((await withinTime(clock, ended, STOP_MS)) !== undefined) return
      killGroup()
      await ended
    },
  }
}

function spawned({ file, args }: Command, env: NodeJS.ProcessEnv): ChildProcess | string {
  try {
    return spawn(file, args, { detached: true, stdio: ['pipe', 'ignore', 'inherit'], env })
  } catch (error) {
    return messageOf(error)
  }
}

const notStarted = (reason: string): Child => ({
  pid: undefined,
  ended: Promise.resolve({ code: null, signal: null, error: reason }),
  stop: () => Promise.resolve(),
})

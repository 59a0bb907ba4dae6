import { spawn, type ChildProcess } from 'node:child_process'
import { delimiter, isAbsolute } from 'node:path'
import { codeOf } from '@host-sflow/agent-runtime'

/** How a process ended: one of the two is null. */
export interface Exit {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
}

/** Told of a process; nothing before `startGroup` has returned. */
export interface GroupHandlers {
  onOutput(chunk: Buffer): void
  onErrorOutput(chunk: Buffer): void
  /** It never ran, and nothing else is told; `code`: ENOENT, EACCES, E2BIG, EAGAIN, ... */
  onFailure(code: string): void
  onExit(exit: Exit): void
  /** After `onExit`: nobody holds its pipes any more, no child of its own either. */
  onClose(): void
}

/** A process and all that it starts. */
export interface ProcessGroup {
  /** SIGKILL for all of them. */
  kill(): void
  /** Reads no more, and only `onExit` is still told: for what cannot be killed, being another user's or held in the kernel. */
  abandon(): void
}

/** Starts a program without a shell and without input, in a process group of its own. Never throws. */
export function startGroup(
  command: readonly string[],
  env: NodeJS.ProcessEnv,
  handlers: GroupHandlers,
): ProcessGroup {
  const [program = '', ...args] = command
  try {
    const child = spawn(program, args, {
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: environment(env),
    })
    return follow(child, handlers)
  } catch (error) {
    // Some failures (E2BIG, ENOMEM, a NUL in an argument) are thrown, others are events.
    process.nextTick(() => handlers.onFailure(codeOf(error)))
    return { kill: ignore, abandon: ignore }
  }
}

/**
 * Messages are recognised by their English text. Directories on PATH that are not absolute would be in wherever this was
 * started.
 */
function environment({ PATH, ...others }: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const directories = PATH?.split(delimiter).filter((each) => isAbsolute(each)) ?? []
  // An empty PATH would be the working directory, none is the system's own.
  return { ...others, LC_ALL: 'C', ...(directories.length > 0 && { PATH: directories.join(delimiter) }) }
}

function follow(child: ChildProcess, handlers: GroupHandlers): ProcessGroup {
  let closed = false
  // Without file descriptors for pipes (EMFILE) there are none, and 'error' follows.
  child.stdout?.on('data', (chunk: Buffer) => handlers.onOutput(chunk)).on('error', ignore)
  child.stderr?.on('data', (chunk: Buffer) => handlers.onErrorOutput(chunk)).on('error', ignore)
  child.once('error', (error) => {
    closed = true
    child.removeAllListeners()
    child.on('error', ignore)
    handlers.onFailure(codeOf(error))
  })
  child.once('exit', (code, signal) => handlers.onExit({ code, signal }))
  child.once('close', () => {
    closed = true
    handlers.onClose()
  })
  return {
    kill() {
      // After the end of all of them the number may belong to somebody else.
      if (closed || child.pid === undefined) return
      try {
        process.kill(-child.pid, 'SIGKILL')
      } catch {
        // Gone, or another user's.
      }
    },
    abandon() {
      child.removeAllListeners('close')
      child.stdout?.destroy()
      child.stderr?.destroy()
      child.unref()
    },
  }
}

const ignore = (): void => undefined

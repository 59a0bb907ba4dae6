import { spawn } from 'node:child_process'
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

/** How a process ended: one of the two is null. */
export type Exit = { code: number | null; signal: string | null }

type StopSignal = 'SIGTERM' | 'SIGINT' | 'SIGKILL'

export type Child = {
  pid: number
  /** What the process wrote to stdout and stderr so far (the last 64 KiB). */
  output: () => string
  /** Undefined while the process runs. */
  exit: () => Exit | undefined
  /** Asks with `stopSignal`, insists with SIGKILL after 1 s; returns when the process is gone. */
  stop: () => Promise<void>
}

const OUTPUT_LIMIT = 65_536

// A test run that ends early (a failed assertion, Ctrl-C) must leave nothing behind.
const running = new Set<() => void>()
process.once('exit', () => {
  for (const kill of running) kill()
})

/**
 * Starts a program in a process group of its own, so that its children end with it and nobody else does.
 * @throws when the program cannot be started
 */
export async function startChild(
  command: readonly [string, ...string[]],
  stopSignal: StopSignal = 'SIGTERM',
): Promise<Child> {
  const [program, ...args] = command
  const child = spawn(program, args, { detached: true, stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  let exit: Exit | undefined
  const keep = (chunk: Buffer): void => {
    output = (output + chunk.toString('utf8')).slice(-OUTPUT_LIMIT)
  }
  child.stdout.on('data', keep)
  child.stderr.on('data', keep)
  const exited = new Promise<void>((resolve) => {
    child.once('exit', (code, signal) => {
      exit = { code, signal }
      resolve()
    })
  })
  await once(child, 'spawn')
  const pid = child.pid!
  const signalGroup = (signal: StopSignal): void => {
    try {
      process.kill(-pid, signal)
    } catch {
      // The whole group is gone already.
    }
  }
  const kill = (): void => signalGroup('SIGKILL')
  running.add(kill)
  return {
    pid,
    output: () => output,
    exit: () => exit,
    stop: async () => {
      signalGroup(stopSignal)
      await Promise.race([exited, sleep(1000, undefined, { ref: false })])
      kill()
      await exited
      running.delete(kill)
    },
  }
}

/**
 * Asks every 20 ms until `probe` gives a value.
 * @throws naming `what` after `timeoutMs`; errors of `probe` pass through at once
 */
export async function until<T>(
  what: string,
  timeoutMs: number,
  probe: () => Promise<T | undefined> | T | undefined,
): Promise<T> {
  const deadline = performance.now() + timeoutMs
  for (;;) {
    const value = await probe()
    if (value !== undefined) return value
    if (performance.now() > deadline) throw new Error(`${what}: not within ${timeoutMs} ms`)
    await sleep(20)
  }
}

/** A UDP port on 127.0.0.1 that is free now. */
export async function freeUdpPort(): Promise<number> {
  const socket = createSocket('udp4')
  socket.bind(0, '127.0.0.1')
  await once(socket, 'listening')
  const { port } = socket.address()
  await new Promise<void>((resolve) => {
    socket.close(() => resolve())
  })
  return port
}

/** A TCP port on 127.0.0.1 that is free now. */
export async function freeTcpPort(): Promise<number> {
  const server = createServer()
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  await new Promise<void>((resolve) => {
    server.close(() => resolve())
  })
  if (address === null || typeof address === 'string') throw new Error('a TCP server without a port')
  return address.port
}

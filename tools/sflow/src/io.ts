import type { Readable, Writable } from 'node:stream'

/** What a command touches of its surroundings; the process itself, or what a test gives. */
export interface Io {
  readonly stdin: Readable
  readonly stdout: Writable & { readonly isTTY?: boolean; readonly columns?: number; readonly rows?: number }
  readonly stderr: Writable
  /** Wall clock, ms since 1970. */
  now(): number
  /** Calls `stop` once at SIGINT or SIGTERM; returns a function that takes that back. */
  onStop(stop: () => void): () => void
}

/** The surroundings of a real process. */
export function processIo(): Io {
  return {
    stdin: process.stdin,
    stdout: process.stdout,
    stderr: process.stderr,
    now: Date.now,
    onStop(stop) {
      const signals = ['SIGINT', 'SIGTERM'] as const
      // After the first signal the handlers are gone: a second one ends the process at once.
      const remove = (): void => {
        for (const signal of signals) process.removeListener(signal, handler)
      }
      const handler = (): void => {
        remove()
        stop()
      }
      for (const signal of signals) process.on(signal, handler)
      return remove
    },
  }
}

/** Prints a message for people. */
export function note(io: Io, text: string): void {
  io.stderr.write(`sflow: ${text}\n`)
}

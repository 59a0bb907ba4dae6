import type { Writable } from 'node:stream'
import { CommandError } from './errors.ts'

/** Written at once when this many characters have come together: few system calls, little memory. */
const CHUNK_CHARS = 64 * 1024

/** Standard output in big chunks. */
export interface Output {
  write(text: string): void
  /** Hands everything over to the stream. */
  flush(): void
  /** Whether the reader is gone (EPIPE): nothing that is written arrives any more. */
  readonly closed: boolean
  /** Characters that the stream has not got rid of. */
  readonly pending: number
  /** Resolves when the stream takes more; undefined when it does so already. */
  drained(): Promise<void> | undefined
  /** Resolves when everything is written. @throws CommandError HSF_CLI_OUTPUT */
  end(): Promise<void>
  /** Calls `f` when the reader has gone. */
  onClosed(f: () => void): void
}

/** Wraps a stream. A reader that goes away (EPIPE, as `| head` does) ends the output quietly. */
export function createOutput(stream: Writable): Output {
  let parts: string[] = []
  let size = 0
  let full = false
  let closed = false
  let failure: Error | undefined
  let wake: (() => void)[] = []
  const closeListeners: (() => void)[] = []
  const release = (): void => {
    full = false
    const waiting = wake
    wake = []
    for (const f of waiting) f()
  }
  stream.on('drain', release)
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE' && error.code !== 'ERR_STREAM_DESTROYED') failure ??= error
    closed = true
    release()
    for (const f of closeListeners) f()
  })
  const flush = (): void => {
    if (size === 0) return
    const text = parts.join('')
    parts = []
    size = 0
    if (!closed && !stream.write(text)) full = true
  }
  return {
    write(text) {
      if (closed) return
      parts.push(text)
      size += text.length
      if (size >= CHUNK_CHARS) flush()
    },
    flush,
    get closed() {
      return closed
    },
    get pending() {
      return size + stream.writableLength
    },
    drained: () => (full && !closed ? new Promise((resolve) => wake.push(resolve)) : undefined),
    async end() {
      flush()
      // The callback of an empty write comes after everything before it has gone out.
      if (!closed) await new Promise<void>((resolve) => stream.write('', () => resolve()))
      if (failure !== undefined) throw new CommandError('HSF_CLI_OUTPUT', failure.message, { cause: failure })
    },
    onClosed: (f) => void closeListeners.push(f),
  }
}

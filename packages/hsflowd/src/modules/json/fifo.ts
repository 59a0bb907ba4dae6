import { close as closeDescriptor, constants, fstat, open as openDescriptor } from 'node:fs'
import { stat } from 'node:fs/promises'
import { Socket, type OnReadOpts, type SocketConstructorOpts } from 'node:net'
import { promisify } from 'node:util'
import { codeOf, type Clock, type Log } from '@host-sflow/agent-runtime'
import { describeJson } from './errors.ts'
import type { Feedback } from './feedback.ts'
import { MESSAGES_PER_TURN } from './limits.ts'
import { createScanner, type Found } from './scanner.ts'

const LOOK_MS = 1000
// So many bytes are worked off within a millisecond, whatever they are.
const READ_BYTES = 16_384
/**
 * With a writing end of our own there is no end of file between two writers, and nothing waits: neither open() for a
 * writer, nor the thread that it runs in.
 */
const MODE = constants.O_RDWR | constants.O_NONBLOCK | constants.O_NOCTTY
const openFile = promisify(openDescriptor)
const closeFile = promisify(closeDescriptor)
const statFile = promisify(fstat)

export interface FifoOptions {
  readonly path: string
  readonly clock: Clock
  readonly log: Log
  readonly feedback: Feedback
  /** Takes a message. */
  readonly onMessage: (message: Found) => void
}

/** Reads messages from a named pipe, which may come, go and be replaced. */
export interface FifoInput {
  status(): Readonly<Record<string, unknown>>
  close(): Promise<void>
}

/** Which file it is. */
interface FileId {
  readonly dev: number
  readonly ino: number
}

export function openFifoInput(options: FifoOptions): FifoInput {
  const { path, clock, log } = options
  const key = `HSF_JSON_FIFO ${path}`
  let reader: (FileId & { close: () => void }) | undefined
  let closed = false
  let state: 'opening' | 'open' | 'failed' = 'opening'
  let cancelLook = (): void => undefined

  function stop(): void {
    reader?.close()
    reader = undefined
  }

  /** Opens the FIFO unless it is the one that is open. */
  async function follow(): Promise<void> {
    const found = await stat(path)
    if (!found.isFIFO()) throw new Error(`${path} is not a FIFO`)
    if (reader?.dev === found.dev && reader.ino === found.ino) return
    stop()
    const { descriptor, ...id } = await openFifo(path)
    if (closed) await closeFile(descriptor)
    else reader = { ...id, close: readFrom(descriptor, options, failed) }
  }

  function failed(error: unknown): void {
    stop()
    if (closed) return
    state = 'failed'
    const missing = codeOf(error) === 'ENOENT'
    const detail = missing ? `${path} does not exist` : error instanceof Error ? error.message : String(error)
    log.problem(key, describeJson('HSF_JSON_FIFO', detail).replaceAll('PATH', path))
  }

  async function look(): Promise<void> {
    try {
      await follow()
      if (reader !== undefined) {
        state = 'open'
        log.recovered(key, `the FIFO of the JSON input is read: ${path}`)
      }
    } catch (error) {
      failed(error)
    }
    if (!closed) cancelLook = clock.schedule(lookAgain, LOOK_MS)
  }

  function lookAgain(): void {
    looking = look()
  }

  let looking = look()
  return {
    status: () => ({ path, state }),
    async close() {
      closed = true
      cancelLook()
      stop()
      log.forget(key)
      await looking
    },
  }
}

/** Looks again at what was opened: something else may have come into its place since the first look. */
async function openFifo(path: string): Promise<FileId & { readonly descriptor: number }> {
  const descriptor = await openFile(path, MODE)
  try {
    const found = await statFile(descriptor)
    if (!found.isFIFO()) throw new Error(`${path} is not a FIFO`)
    return { descriptor, dev: found.dev, ino: found.ino }
  } catch (error) {
    await closeFile(descriptor)
    throw error
  }
}

/** Reads until it is told to stop. Owns the descriptor. */
function readFrom(
  descriptor: number,
  { feedback, onMessage }: FifoOptions,
  onError: (error: unknown) => void,
): () => void {
  const scanner = createScanner()
  let skipped = 0
  let closed = false

  function report(): void {
    if (scanner.skipped === skipped) return
    skipped = scanner.skipped
    feedback.malformed(scanner.excerpt)
  }

  /** Works off what was read; false: there is more of it. */
  function drain(): boolean {
    for (let i = 0; i < MESSAGES_PER_TURN; i++) {
      const message = scanner.next()
      report()
      if (message === undefined) return true
      if (message !== false) onMessage(message)
    }
    return false
  }

  function goOn(): void {
    if (closed) return
    if (drain()) socket.resume()
    else setImmediate(goOn)
  }

  const options: SocketConstructorOpts & { readonly onread: OnReadOpts } = {
    fd: descriptor,
    readable: true,
    writable: false,
    onread: {
      buffer: Buffer.alloc(READ_BYTES),
      callback(bytes, buffer) {
        scanner.push(Buffer.from(buffer.buffer, buffer.byteOffset, bytes))
        // Reads again in the next turn only: libuv would do so 32 times in this one. Writers wait meanwhile, or are told
        // EAGAIN; nothing is queued here.
        setImmediate(goOn)
        return false
      },
    },
  }
  const socket = new Socket(options)
  socket.on('error', onError)
  return () => {
    closed = true
    socket.destroy()
  }
}

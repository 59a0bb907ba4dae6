import { Readable } from 'node:stream'
import { createGunzip } from 'node:zlib'
import { CommandError } from '../errors.ts'

const CHUNK_BYTES = 64 * 1024

// Calls `take` with every chunk, and waits while it says so. Not `for await`: that loses what a stream
// holds when it fails, and everything before the damage of a compressed file is to be printed.
function consume(stream: Readable, take: (chunk: Buffer) => Promise<void> | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = (error: unknown): void => {
      stream.destroy()
      reject(error instanceof Error ? error : new Error(String(error)))
    }
    stream.on('data', (chunk: Buffer) => {
      if (stream.destroyed) return
      try {
        const wait = take(chunk)
        if (wait === undefined) return
        stream.pause()
        void wait.then(() => stream.resume())
      } catch (error) {
        fail(error)
      }
    })
    stream.on('end', resolve)
    stream.on('error', fail)
    // A stream that is destroyed without an error neither ends nor fails.
    stream.on('close', resolve)
  })
}

function gunzip(stream: Readable, take: (chunk: Buffer) => Promise<void> | undefined): Promise<void> {
  const unzip = createGunzip({ chunkSize: CHUNK_BYTES })
  stream.on('error', (error) => unzip.destroy(error))
  const done = consume(stream.pipe(unzip), take)
  return done.catch((error: NodeJS.ErrnoException) => {
    stream.destroy()
    const zlib = error.code?.startsWith('Z_') ?? false
    throw zlib ? new CommandError('HSF_CAPTURE_GZIP', error.message, { cause: error }) : error
  })
}

/**
 * Calls `take` with every chunk of `stream`, unpacked when it is gzip; `take` returns a promise when the stream is to wait.
 * @throws CommandError HSF_CAPTURE_GZIP; what `take` throws; errors of the stream
 */
export async function readChunks(
  stream: Readable,
  take: (chunk: Buffer) => Promise<void> | undefined,
): Promise<void> {
  const head = await headOf(stream)
  if (head === undefined) return
  if (stream.readableEnded) {
    await take(head)
    return
  }
  stream.unshift(head)
  await (head[0] === 0x1f && head[1] === 0x8b ? gunzip(stream, take) : consume(stream, take))
}

// At least the first two bytes of a stream, which is paused then; undefined when it is empty.
function headOf(stream: Readable): Promise<Buffer | undefined> {
  return new Promise((resolve, reject) => {
    let head = Buffer.alloc(0)
    const done = (): void => {
      stream.removeListener('readable', readable)
      stream.removeListener('end', done)
      stream.removeListener('error', reject)
      resolve(head.length === 0 ? undefined : head)
    }
    const readable = (): void => {
      while (head.length < 2) {
        const chunk = stream.read() as Buffer | null
        if (chunk === null) return
        head = Buffer.concat([head, chunk])
      }
      done()
    }
    stream.on('readable', readable)
    stream.on('end', done)
    stream.on('error', reject)
  })
}

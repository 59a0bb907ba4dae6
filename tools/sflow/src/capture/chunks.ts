import type { Readable } from 'node:stream'
import { createGunzip } from 'node:zlib'
import { CommandError } from '../errors.ts'

const CHUNK_BYTES = 64 * 1024

/** What takes chunks; a promise says that no more may come before it resolves. */
interface Sink {
  write(chunk: Buffer): Promise<void> | undefined
  end(): Promise<void> | undefined
}

// Not `for await`: that loses what a stream holds when it fails, and all before the damage of a compressed
// file is to be printed.
function consume(stream: Readable, sink: Sink): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = (error: unknown): void => {
      stream.destroy()
      reject(error instanceof Error ? error : new Error(String(error)))
    }
    stream.on('data', (chunk: Buffer) => {
      if (stream.destroyed) return
      try {
        const wait = sink.write(chunk)
        if (wait === undefined) return
        stream.pause()
        wait.then(() => stream.resume(), fail)
      } catch (error) {
        fail(error)
      }
    })
    let ended = false
    stream.on('end', () => {
      ended = true
      Promise.resolve(sink.end()).then(resolve, fail)
    })
    stream.on('error', fail)
    // A stream that is destroyed without an error neither ends nor fails.
    stream.on('close', () => {
      if (!ended) resolve()
    })
  })
}

// Unpacks what it is given; what goes wrong in there ends `stream`.
function gunzipSink(stream: Readable, sink: Sink): Sink {
  const unzip = createGunzip({ chunkSize: CHUNK_BYTES })
  const done = consume(unzip, sink).catch((error: NodeJS.ErrnoException) => {
    const damaged = error.code?.startsWith('Z_') ?? false
    throw damaged ? new CommandError('HSF_CAPTURE_GZIP', error.message, { cause: error }) : error
  })
  done.catch((error: Error) => stream.destroy(error))
  // As long as the input is not over, only an error or the reader's going away closes it.
  unzip.on('close', () => stream.destroy())
  return {
    write: (chunk) =>
      unzip.write(chunk) ? undefined : new Promise((resolve) => unzip.once('drain', resolve)),
    end() {
      unzip.end()
      return done
    },
  }
}

const isGzip = (head: Buffer): boolean => head[0] === 0x1f && head[1] === 0x8b

/**
 * Calls `take` with every chunk of `stream`, unpacked when it is gzip; `take` returns a promise when the stream is to wait.
 * @throws CommandError HSF_CAPTURE_GZIP; what `take` throws; errors of the stream
 */
export function readChunks(
  stream: Readable,
  take: (chunk: Buffer) => Promise<void> | undefined,
): Promise<void> {
  const plain: Sink = { write: take, end: () => undefined }
  let head = Buffer.alloc(0)
  let sink: Sink | undefined
  return consume(stream, {
    write(chunk) {
      if (sink !== undefined) return sink.write(chunk)
      head = Buffer.concat([head, chunk])
      if (head.length < 2) return undefined
      sink = isGzip(head) ? gunzipSink(stream, plain) : plain
      return sink.write(head)
    },
    end: () => (sink === undefined ? take(head) : sink.end()),
  })
}

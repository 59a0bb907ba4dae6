import type { Http2Stream } from 'node:http2'

/** What Node counts for a stream below JavaScript: the payload of its DATA frames, those of files included. */
interface Handle {
  readonly bytesRead: number
  readonly bytesWritten: number
}

/** The bodies of a stream, and when the last that this end has sent was handed over (ms of `performance.now()`). */
export interface StreamBytes {
  readonly read: number
  readonly written: number
  readonly endedAt: number
}

type Carrier = Readonly<Record<symbol, Partial<Handle> | undefined>>
/** What every Duplex has for those who implement one. */
const DESTROY = '_destroy'
type Destroy = (error: Error | null, callback: (error?: Error | null) => void) => void

const isHandle = (value: Partial<Handle> | undefined): value is Handle =>
  typeof value?.bytesRead === 'number' && typeof value.bytesWritten === 'number'

/** Node's key of the handle, the same for all streams of a process. */
let handleKey: symbol | undefined

function handleOf(stream: Http2Stream): Handle | undefined {
  const carrier = stream as unknown as Carrier
  handleKey ??= Object.getOwnPropertySymbols(stream).find((key) => isHandle(carrier[key]))
  const handle = handleKey === undefined ? undefined : carrier[handleKey]
  return isHandle(handle) ? handle : undefined
}

function bytesOf(stream: Http2Stream): StreamBytes | undefined {
  const handle = handleOf(stream)
  if (handle === undefined) return undefined
  return { read: handle.bytesRead, written: handle.bytesWritten, endedAt: performance.now() }
}

/**
 * Follows the bytes of a stream that is sampled, from its beginning. What is returned gives the counts, to be called
 * when it has closed; undefined where this Node does not tell them.
 *
 * The documented sources do not do: performance entries (`http2`) do not name the session and cost all streams, files
 * (`respondWithFile`) pass by what JavaScript writes, and Content-Length says what is meant to come. The counters of the
 * handle are exact, but Node may free it before 'close', and does not always emit 'finish' or 'end' (a body that is read
 * before the answer ends). So they are read where a Duplex is destroyed, on this one stream.
 */
export function followBytes(stream: Http2Stream): () => StreamBytes | undefined {
  let finished: StreamBytes | undefined
  let destroyed: StreamBytes | undefined
  const destroy: Destroy = Reflect.get(stream, DESTROY)
  stream.once('finish', () => (finished = bytesOf(stream)))
  const readAndDestroy: Destroy = (error, callback) => {
    destroyed = bytesOf(stream)
    destroy.call(stream, error, callback)
  }
  Object.defineProperty(stream, DESTROY, { value: readAndDestroy, configurable: true, writable: true })
  return () => {
    const last = destroyed ?? bytesOf(stream)
    // A file follows after 'finish', and a body that is still coming may keep the stream open long after it.
    return last !== undefined && finished?.written === last.written
      ? { ...last, endedAt: finished.endedAt }
      : last
  }
}

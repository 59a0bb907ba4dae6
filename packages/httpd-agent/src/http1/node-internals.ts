// What Node keeps of its own and tells in no other way; all of it may be absent.
/* oxlint-disable no-underscore-dangle -- these are Node's names */
import { STATUS_CODES, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'

interface Response {
  readonly _header?: string | null
  readonly _headerSent?: boolean
}

interface Handle {
  readonly bytesWritten?: number
  readonly writeQueueSize?: number
  /** Of TLS: the connection below. */
  readonly _parent?: Handle | null
}

interface Socket {
  readonly server?: Server | null
  readonly parser?: { readonly incoming?: IncomingMessage | null } | null
  readonly bytesRead?: number
  readonly bytesWritten?: number
  readonly _httpMessage?: ServerResponse | null
  readonly _handle?: Handle | null
  _destroy: (...args: never[]) => void
}

/** The header that was sent: getHeader() does not know what was given to writeHead() alone. */
export const sentHeader = (response: ServerResponse): string | undefined =>
  (response as Response)._header ?? undefined

const STATUS_LINE = /^HTTP\/1\.1 (\d{3})/u
const STATUS_LINE_LENGTH = 12

/**
 * The status that was sent: an application may set `statusCode` once more, to no effect. writeHead() has noted the text of
 * the status that it sends, so for most answers two texts of Node's own table are compared, and none is searched.
 */
export function sentStatus(response: ServerResponse): number {
  const { statusCode, statusMessage } = response
  if (statusMessage === STATUS_CODES[statusCode]) return statusCode
  const line = sentHeader(response)?.slice(0, STATUS_LINE_LENGTH) ?? ''
  return Number(STATUS_LINE.exec(line)?.[1] ?? statusCode)
}

/** Whether anything of an answer has gone to the socket: not what waits for its turn in a pipeline. */
export const hasBegun = (socket: Duplex, response: ServerResponse): boolean =>
  (socket as unknown as Socket)._httpMessage === response && (response as Response)._headerSent === true

/** The request that the parser of a connection is reading, or has read last. */
export const lastIncoming = (socket: Duplex): IncomingMessage | undefined =>
  (socket as unknown as Socket).parser?.incoming ?? undefined

/** The server that a connection was given to last. */
export const serverOf = (socket: Duplex): Server | undefined =>
  (socket as unknown as Socket).server ?? undefined

export const bytesReadOf = (socket: Duplex): number => (socket as unknown as Socket).bytesRead ?? 0

/** Bytes that were written to a socket and that the kernel has not taken. */
function unsentOf(socket: Duplex): number {
  const { bytesWritten, _handle: handle } = socket as unknown as Socket
  if (bytesWritten === undefined || handle?.bytesWritten === undefined) return socket.writableLength
  // What TLS says of its own queue includes all that has been sent.
  return bytesWritten - handle.bytesWritten + ((handle._parent ?? handle).writeQueueSize ?? 0)
}

/** Calls with {@link unsentOf} when a socket is destroyed, the last time that it can be known. */
export function onDestroy(socket: Duplex, note: (unsent: number) => void): void {
  const patched = socket as unknown as Socket
  const { _destroy: destroy } = patched
  patched._destroy = function notingDestroy(this: unknown, ...args: never[]) {
    note(unsentOf(socket))
    Reflect.apply(destroy, this, args)
  }
}

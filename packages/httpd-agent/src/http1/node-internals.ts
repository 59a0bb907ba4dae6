// What the http module keeps of its own, and tells in no other way; all of it may be absent.
/* oxlint-disable no-underscore-dangle -- these are Node's names */
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'

interface Response {
  readonly _header?: string | null
  readonly _headerSent?: boolean
}

interface Socket {
  readonly parser?: { readonly incoming?: IncomingMessage | null } | null
  readonly _httpMessage?: ServerResponse | null
}

/** The header that was sent: getHeader() does not know what was given to writeHead() alone. */
export const sentHeader = (response: ServerResponse): string | undefined =>
  (response as Response)._header ?? undefined

/** Whether anything of an answer has gone to the socket: not what waits for its turn in a pipeline. */
export const hasBegun = (socket: Duplex, response: ServerResponse): boolean =>
  (socket as Socket)._httpMessage === response && (response as Response)._headerSent === true

/** The request that the parser of a connection is reading, or has read last. */
export const lastIncoming = (socket: Duplex): IncomingMessage | undefined =>
  (socket as Socket).parser?.incoming ?? undefined

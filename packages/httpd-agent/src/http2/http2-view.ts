import type { IncomingHttpHeaders, ServerHttp2Stream } from 'node:http2'
import { endsOf, type Ends } from '../transaction/socket-record.ts'
import type { RequestView } from '../transaction/transaction.ts'

/** A stream as hooks see it. */
export interface Http2View extends RequestView {
  readonly headers: IncomingHttpHeaders
  readonly socket: Ends
  readonly stream: ServerHttp2Stream
}

/**
 * Made only for those who ask. The ends of the connection are read once and kept: when a stream is over its session may
 * be, and Node's stand-in for the socket throws then.
 */
export function viewOf(stream: ServerHttp2Stream, headers: IncomingHttpHeaders): Http2View {
  let ends: Ends | undefined
  return {
    method: headers[':method'],
    url: headers[':path'],
    headers,
    stream,
    get socket() {
      return (ends ??= endsOf(openSocket(stream)))
    },
  }
}

function openSocket({ session }: ServerHttp2Stream): Partial<Ends> {
  return session === undefined || session.destroyed ? {} : session.socket
}

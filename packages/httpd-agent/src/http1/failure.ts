import type { Duplex } from 'node:stream'
import type { WatchOptions } from '../service/watch-options.ts'
import { countRequest, STATUS_NO_ANSWER } from '../transaction/count.ts'
import { exchangeRecords } from '../transaction/exchange.ts'
import { endsOf, type Ends } from '../transaction/socket-record.ts'
import type { Connection } from './connection.ts'
import { serverOf } from './node-internals.ts'

/** Node's own answers to what it cannot read (socketOnError in lib/_http_server.js); 400 to all other errors. */
const STATUS_OF: Readonly<Record<string, number>> = {
  HPE_HEADER_OVERFLOW: 431,
  HPE_CHUNK_EXTENSIONS_OVERFLOW: 413,
  ERR_HTTP_REQUEST_TIMEOUT: 408,
}

/** Errors of the parser (llhttp), and the time limits of requests; those of the network are no answer to anything. */
export const isUnreadable = (error: NodeJS.ErrnoException | null | undefined): boolean =>
  error?.code !== undefined && (error.code.startsWith('HPE_') || Object.hasOwn(STATUS_OF, error.code))

/** Something came, or did not come in time, that is no request, or not the rest of one. */
export interface Unreadable {
  readonly status: number
  /** Status of the request that it was the rest of. */
  readonly interrupted: number
  readonly ends: Ends
}

/** Why the connection is over, if it is for that reason: also where Node has answered by itself, which no event tells. */
export function failureOf(connection: Connection, socket: Duplex): Unreadable | undefined {
  const { failure, request, response } = connection
  const error: NodeJS.ErrnoException | null = failure?.error ?? socket.errored
  // The application may have ended its answer with such an error of a request that it has made itself.
  if (failure === undefined && (error === response?.errored || error === request?.errored)) return undefined
  if (error?.code === undefined || !isUnreadable(error)) return undefined
  const status = failure?.status ?? STATUS_OF[error.code] ?? 400
  // The client has closed its end in the middle: there is nobody whom the answer could reach.
  const interrupted = error.code === 'HPE_INVALID_EOF_STATE' ? STATUS_NO_ANSWER : status
  return { status, interrupted, ends: failure?.ends ?? endsOf(socket as Partial<Ends>) }
}

/** Counts what was no request at all: its method is not known, nor is anything else of it. */
export function countUnreadable({ status, ends }: Unreadable, socket: Duplex, options: WatchOptions): void {
  const server = serverOf(socket)
  const service = server && options.services.of(server, socket)
  if (service === undefined) return
  countRequest(service.totals, undefined, status)
  if (!service.requests.take()) return
  const records = exchangeRecords(
    {
      request: undefined,
      transaction: undefined,
      method: undefined,
      protocol: 1001,
      uri: undefined,
      host: undefined,
      status,
      contentType: undefined,
      requestBytes: 0,
      responseBytes: 0,
      durationUs: 0,
      ends,
    },
    options.capture,
  )
  service.flow('requests', records, service.requests.rate)
}

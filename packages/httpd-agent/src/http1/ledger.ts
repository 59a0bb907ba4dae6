import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import { tellOfRequest } from '../adapters/without-adapter.ts'
import type { Service } from '../service/service.ts'
import { SLOT } from '../service/totals.ts'
import type { WatchOptions } from '../service/watch-options.ts'
import { countRequest, STATUS_NO_ANSWER } from '../transaction/count.ts'
import { isIgnored } from '../transaction/hooks.ts'
import type { Capture } from '../transaction/transaction.ts'
import { createConnection, shift, type Connection } from './connection.ts'
import { endSample } from './end-sample.ts'
import { countUnreadable, failureOf } from './failure.ts'
import { hasBegun, lastIncoming, onDestroy, sentStatus } from './node-internals.ts'
import { beginSample, type Sample } from './sample.ts'

/** What Node publishes on `http.server.request.start` and `http.server.response.finish`. */
interface Message {
  readonly request: IncomingMessage
  readonly response: ServerResponse
  readonly socket: Duplex
  readonly server: Server
}

/** The requests of all connections: each is entered when it begins, and counted when it is over. */
export interface Ledger {
  readonly capture: Capture
  /** Subscribers of the channels: they run for each request. */
  readonly onStart: (message: unknown) => void
  readonly onFinish: (message: unknown) => void
  /** The state of a connection; it is followed from now on. */
  connectionOf(socket: Duplex): Connection
  /** A request begins that no channel tells of; undefined: it is not to be counted. */
  enter(
    server: Server,
    request: IncomingMessage,
  ): { service: Service; sample: Sample | undefined } | undefined
  /** Runs what must not disturb the application. */
  guard(work: () => void): void
  /** What is not over yet is no longer counted. */
  close(): void
}

/** Also 'finish' may come of a connection that was destroyed before all was sent. */
const sentOf = ({ sample, unsent }: Connection): number => Math.max(0, (sample?.body?.written ?? 0) - unsent)

/** `onServer`: a server that may not be known yet has a request. */
export function createLedger(options: WatchOptions, onServer: (server: Server) => void): Ledger {
  const { services, capture, onRequest } = options
  const { ignore, onError } = capture
  // A property is quicker to find than an entry of a WeakMap. Its own for each ledger: agents may follow one another.
  const CONNECTION = Symbol('sflow connection')
  type Carrier = Duplex & { [CONNECTION]?: Connection }
  let open = true

  function guard(work: () => void): void {
    try {
      work()
    } catch (error) {
      onError(error)
    }
  }

  function connectionOf(socket: Carrier): Connection {
    const known = socket[CONNECTION]
    if (known !== undefined) return known
    const connection = createConnection()
    Object.defineProperty(socket, CONNECTION, { value: connection })
    // Before Node's own listener, which lets the application abort what is still to be settled as it was left.
    socket.prependListener('close', onClose)
    return connection
  }

  /** Who was not seen when it was opened has come another way, and its server may have, too. */
  function meet(socket: Carrier, server: Server): Connection {
    onServer(server)
    return connectionOf(socket)
  }

  /** Something of a sampled answer waits to be sent: what is left of it when the connection is given up is not sent. */
  function observe(socket: Duplex): void {
    const connection = connectionOf(socket)
    if (connection.observed) return
    connection.observed = true
    onDestroy(socket, (unsent) => (connection.unsent = unsent))
  }

  function sampleOf(
    service: Service,
    request: IncomingMessage,
    response?: ServerResponse,
  ): Sample | undefined {
    try {
      const sample = beginSample(service, request, response, () => observe(request.socket))
      tellOfRequest(sample.transaction, request, capture.uri)
      return sample
    } catch (error) {
      // The request is counted all the same.
      service.totals[SLOT.DROPS]!++
      onError(error)
      return undefined
    }
  }

  function onStart(message: unknown): void {
    try {
      const { request, response, socket, server } = message as Message
      const service = services.of(server, socket)
      if (service === undefined) return
      if (ignore !== undefined && isIgnored(capture, request)) return
      const connection = (socket as Carrier)[CONNECTION] ?? meet(socket, server)
      const sample = service.requests.take() ? sampleOf(service, request, response) : undefined
      service.inFlight++
      if (connection.response === undefined) {
        connection.request = request
        connection.response = response
        connection.service = service
        connection.sample = sample
      } else (connection.behind ??= []).push({ request, response, service, sample })
      onRequest?.(request, service)
    } catch (error) {
      onError(error)
    }
  }

  function settle(connection: Connection, socket: Duplex, status: number, responseBytes: number): void {
    const { request, service, sample } = connection
    shift(connection)
    if (request === undefined || service === undefined) return
    service.inFlight--
    countRequest(service.totals, request.method, status)
    if (sample !== undefined) endSample(sample, status, { connection, socket, capture, guard }, responseBytes)
  }

  function onFinish(message: unknown): void {
    try {
      const { response, socket } = message as Message
      const connection = (socket as Carrier)[CONNECTION]
      // Those that were ignored, or came before us, are not there; nor are they after an abort.
      if (connection === undefined || connection.response !== response || !open) return
      settle(connection, socket, sentStatus(response), sentOf(connection))
    } catch (error) {
      onError(error)
    }
  }

  function settleAborted(connection: Connection, socket: Duplex): void {
    const failure = failureOf(connection, socket)
    const last = lastIncoming(socket)
    // What could not be read is either the rest of a request that was begun, or another one.
    const rest = last?.complete === false ? last : undefined
    for (let { response, request } = connection; response !== undefined; { response, request } = connection) {
      if (hasBegun(socket, response)) settle(connection, socket, sentStatus(response), sentOf(connection))
      else
        settle(
          connection,
          socket,
          request === rest ? (failure?.interrupted ?? STATUS_NO_ANSWER) : STATUS_NO_ANSWER,
          0,
        )
    }
    if (failure !== undefined && rest === undefined) countUnreadable(failure, socket, options)
  }

  function onClose(this: Carrier): void {
    const connection = this[CONNECTION]
    if (connection === undefined || !open) return
    guard(() => {
      connection.abandon?.()
      settleAborted(connection, this)
      for (const deliver of connection.late ?? []) deliver()
    })
  }

  return {
    capture,
    onStart,
    onFinish,
    connectionOf,
    guard,
    enter(server, request) {
      const service = services.of(server, request.socket)
      if (service === undefined || !open || isIgnored(capture, request)) return undefined
      const sample = service.requests.take() ? sampleOf(service, request) : undefined
      service.inFlight++
      guard(() => onRequest?.(request, service))
      return { service, sample }
    },
    close() {
      open = false
    },
  }
}

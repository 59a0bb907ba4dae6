import { channel, type ChannelListener } from 'node:diagnostics_channel'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import type { Service } from '../service/service.ts'
import type { Services } from '../service/services.ts'
import { countRequest, STATUS_NO_ANSWER } from '../transaction/count.ts'
import type { Capture, RequestView } from '../transaction/transaction.ts'
import { createConnection, enqueue, shift, type Connection } from './connection.ts'
import { hasBegun } from './node-internals.ts'
import { beginSample, endSample } from './sample.ts'

export interface WatchOptions {
  readonly services: Services
  readonly capture: Capture
  /** Called for each request that is counted, before the application gets it, in its own context. */
  readonly onRequest?: ((request: RequestView, service: Service) => void) | undefined
}

/** What Node publishes on `http.server.request.start` and `http.server.response.finish`. */
interface Message {
  readonly request: IncomingMessage
  readonly response: ServerResponse
  readonly socket: Duplex
  readonly server: Server
}

/** Counts and samples what servers of node:http and node:https answer; returns what ends it. */
export function watchHttp1({ services, capture, onRequest }: WatchOptions): () => void {
  const CONNECTION = Symbol('sflow')
  type Carrier = Duplex & { [CONNECTION]?: Connection }

  function begin(socket: Carrier): Connection {
    const connection = createConnection()
    socket[CONNECTION] = connection
    socket.prependListener('close', onClose)
    return connection
  }

  function onStart(message: unknown): void {
    const { request, response, socket, server } = message as Message
    const service = services.of(server)
    if (service === undefined) return
    if (capture.ignore !== undefined && isIgnored(request)) return
    const connection = (socket as Carrier)[CONNECTION] ?? begin(socket)
    service.inFlight++
    const sample = service.requests.take() ? beginSample(request, response, service) : undefined
    if (connection.response === undefined) {
      connection.request = request
      connection.response = response
      connection.service = service
      connection.sample = sample
    } else enqueue(connection, { request, response, service, sample })
    onRequest?.(request, service)
  }

  function isIgnored(request: RequestView): boolean {
    try {
      return capture.ignore?.(request) === true
    } catch (error) {
      capture.onHookError('ignore', error)
      return false
    }
  }

  function settle(connection: Connection, status: number): void {
    const { request, response, service, sample } = connection
    if (request === undefined || response === undefined || service === undefined) return
    shift(connection)
    service.inFlight--
    countRequest(service.totals, request.method, status)
    if (sample !== undefined) endSample(sample, request, response, service, status, capture)
  }

  function onFinish(message: unknown): void {
    const { response, socket } = message as Message
    const connection = (socket as Carrier)[CONNECTION]
    if (connection !== undefined && connection.response === response) settle(connection, response.statusCode)
  }

  function onClose(this: Carrier): void {
    const connection = this[CONNECTION]
    if (connection === undefined) return
    for (let { response } = connection; response !== undefined; { response } = connection)
      settle(connection, hasBegun(this, response) ? response.statusCode : STATUS_NO_ANSWER)
  }

  const subscriptions: readonly [string, ChannelListener][] = [
    ['http.server.request.start', onStart],
    ['http.server.response.finish', onFinish],
  ]
  for (const [name, listener] of subscriptions) channel(name).subscribe(listener)
  return () => {
    for (const [name, listener] of subscriptions) channel(name).unsubscribe(listener)
  }
}

import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Service } from '../service/service.ts'
import type { Sample } from './sample.ts'

/** A request that was begun and is not over. */
export interface Pending {
  request: IncomingMessage
  response: ServerResponse
  service: Service
  sample: Sample | undefined
}

/**
 * What is known of a connection. The request that is being answered lies here and not in an object of its own, so that
 * nothing is allocated for it; those that are pipelined behind it wait in `behind`.
 */
export interface Connection {
  request: IncomingMessage | undefined
  response: ServerResponse | undefined
  service: Service | undefined
  sample: Sample | undefined
  behind: Pending[] | undefined
  /** An upgrade or CONNECT that was not answered yet: ends it without an answer. */
  abandon: (() => void) | undefined
  /** The application's own answer to what could not be read. */
  failure: Failure | undefined
}

/** Something that came and could not be read as a request, and the status that was answered. */
export interface Failure {
  readonly error: NodeJS.ErrnoException
  status: number | undefined
}

export const createConnection = (): Connection => ({
  request: undefined,
  response: undefined,
  service: undefined,
  sample: undefined,
  behind: undefined,
  abandon: undefined,
  failure: undefined,
})

/** Another request has come: it waits behind those that are not over. */
export function enqueue(connection: Connection, pending: Pending): void {
  if (connection.response !== undefined) {
    connection.behind ??= []
    connection.behind.push(pending)
    return
  }
  connection.request = pending.request
  connection.response = pending.response
  connection.service = pending.service
  connection.sample = pending.sample
}

/** The request that was being answered is over: the next one takes its place. */
export function shift(connection: Connection): void {
  connection.request = undefined
  connection.response = undefined
  connection.service = undefined
  connection.sample = undefined
  const next = connection.behind?.shift()
  if (next !== undefined) enqueue(connection, next)
}

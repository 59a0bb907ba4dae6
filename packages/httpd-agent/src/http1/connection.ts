import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Service } from '../service/service.ts'
import type { Ends } from '../transaction/socket-record.ts'
import type { Sample } from './sample.ts'

/** A request that was begun and is not over. */
export interface Pending {
  request: IncomingMessage
  response: ServerResponse
  service: Service
  sample: Sample | undefined
}

/** Something that could not be read as a request, and the answer that the application gave by itself. */
export interface Failure {
  readonly error: NodeJS.ErrnoException
  readonly ends: Ends
  status: number | undefined
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
  /** The last upgrade or CONNECT, and what ends it while it has no answer. */
  handshake: IncomingMessage | undefined
  abandon: (() => void) | undefined
  failure: Failure | undefined
  /** Samples that are over but for bytes of the request that are still to come. */
  late: Set<() => void> | undefined
  /** `unsent` is going to be noted. */
  observed: boolean
  /** Bytes that the kernel had not taken when the connection was given up. */
  unsent: number
}

export const createConnection = (): Connection => ({
  request: undefined,
  response: undefined,
  service: undefined,
  sample: undefined,
  behind: undefined,
  handshake: undefined,
  abandon: undefined,
  failure: undefined,
  late: undefined,
  observed: false,
  unsent: 0,
})

/** The request that was being answered is over: the next one takes its place. */
export function shift(connection: Connection): void {
  const next = connection.behind?.shift()
  connection.request = next?.request
  connection.response = next?.response
  connection.service = next?.service
  connection.sample = next?.sample
}

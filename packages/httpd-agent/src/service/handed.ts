/* oxlint-disable no-underscore-dangle -- these are Node's names */
import type { Server } from 'node:net'

/** What Node keeps of a connection; all of it may be absent. */
interface Connection {
  readonly localPort?: number | undefined
  /** The server that has accepted it, whichever it is given to afterwards. */
  readonly _server?: Server | null
  /** Of TLS: the connection below. */
  readonly _parent?: Connection | null
}

/** The port that a server listens on, or the path of its socket. */
export function addressOf(server: Server): number | string | undefined {
  const address = server.address()
  return typeof address === 'object' ? address?.port : address
}

/**
 * What a connection was accepted for, where the server that answers on it does not listen itself: it was given the
 * connection by another server of this process that does, or by another process (sticky sessions). Undefined for those
 * that this process has made: their ports are anybody's.
 */
export function acceptedFor(connection: object): number | string | undefined {
  const socket = connection as Connection
  const acceptor = socket._server ?? socket._parent?._server
  if (acceptor) return addressOf(acceptor)
  // Connections come from another process with a message only.
  return process.connected ? socket.localPort : undefined
}

/** Channels of Node's `diagnostics_channel` that more than one part listens to. */
export const CHANNEL = {
  /** `{ server }`: it listens, of whatever protocol; in a worker of a cluster, too. */
  LISTENING: 'tracing:net.server.listen:asyncEnd',
  /** `{ socket }`: a server has accepted it; after its event `connection`. */
  ACCEPTED: 'net.server.socket',
  /** `{ request, response, socket, server }` of HTTP/1, before the application gets it. */
  REQUEST: 'http.server.request.start',
} as const

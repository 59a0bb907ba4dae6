import type { RequestView } from './transaction/transaction.ts'

/** Takes what the agent has to say; console, pino and bunyan fit. */
export interface SflowLog {
  debug(message: string): void
  info(message: string): void
  warn(message: string): void
}

/** All may be left out: then everything follows the settings of the host's hsflowd. */
export interface SflowHttpOptions {
  /** False: nothing is counted, hooked or opened. Default true, unless `SFLOW_ENABLED=0`. */
  readonly enabled?: boolean | undefined
  /** Collectors, `HOST`, `HOST:PORT` or `[IPv6]:PORT`: the agent runs without hsflowd, and its settings file is not read. */
  readonly collectors?: readonly string[] | undefined
  /** The settings file, if not /etc/hsflowd.auto. */
  readonly settings?: string | undefined
  /** Requests to be sampled, 1 in N; 0: none. Stands above the settings of the host (`sampling.http`). */
  readonly sampling?: number | undefined
  /** Seconds between two samples of the counters; 0: none. Stands above the settings of the host (`polling.http`). */
  readonly polling?: number | undefined
  /** IP address that stands for this host in every datagram; that of the host's settings unless told. */
  readonly agentAddress?: string | undefined
  /** Most bytes of a datagram, 200 to 8192; that of the host's settings, or 1400, unless told. */
  readonly datagram?: number | undefined
  /**
   * What is told of the address of a request. `path` (default): without the query string, neither of the Referer.
   * `template`: the route (`/users/:id`) where the framework tells it, else the path. `full`: with the query string.
   */
  readonly uri?: 'path' | 'template' | 'full' | undefined
  /** True for requests that are neither counted nor sampled (health checks). */
  readonly ignore?: ((request: RequestView) => boolean) | undefined
  /**
   * Whose X-Forwarded-For is believed, for the address of the client: true (every peer; its first address), a number of
   * proxies, or addresses and networks (`10.0.0.0/8`, `loopback`). Default false: the address of the connection.
   */
  readonly trustProxy?: boolean | number | string | readonly string[] | undefined
  /** The address of the client, where `trustProxy` is not enough. */
  readonly clientIp?: ((request: RequestView) => string | undefined) | undefined
  /** The name of the user; unless told, what the framework's own authentication has found. */
  readonly authUser?: ((request: RequestView) => string | undefined) | undefined
  /** Also tells of the requests that this process makes (fetch, undici, node:http, node:http2). Default false. */
  readonly outbound?: boolean | undefined
  /** Index of the data source, 1 to 199999, where the port is not unique on the host (containers); best 90000 to 99999. */
  readonly dataSource?: number | undefined
  /** False: this process is not reported together with others that serve the same port. Default true. */
  readonly share?: boolean | undefined
  /** Says what goes on; silent unless told, or `NODE_DEBUG=sflow`. */
  readonly log?: SflowLog | undefined
}

/** The agent of this thread. */
export interface SflowHttpAgent {
  /**
   * Resolves once the settings have been looked at, the ports that are served by then have their stream, and each
   * collector's socket is open or has failed.
   */
  readonly ready: Promise<void>
  /** Sends what waits and ends; requests are no longer counted. */
  close(): Promise<void>
  [Symbol.asyncDispose](): Promise<void>
}

import type { IncomingHttpHeaders } from 'node:http'

/**
 * A request that is sampled, while it is being answered. Adapters add what only their framework knows; both are called
 * once, when the request is over, and may throw.
 */
export interface Transaction {
  /** The route's template, such as `/users/:id`. */
  template?: (() => string | undefined) | undefined
  /** The user whom the framework has authenticated. */
  user?: (() => string | undefined) | undefined
}

/** Where a sampled request carries its transaction: on the IncomingMessage, or on the Http2Stream. */
export const TRANSACTION = Symbol.for('@host-sflow/httpd-agent.transaction')

interface Carrier {
  readonly [TRANSACTION]?: Transaction
  readonly stream?: { readonly [TRANSACTION]?: Transaction } | undefined
}

/** The transaction of a request that is sampled; undefined for all others. Takes requests of node:http and node:http2. */
export const transactionOf = (request: object): Transaction | undefined =>
  (request as Carrier)[TRANSACTION] ?? (request as Carrier).stream?.[TRANSACTION]

/**
 * A request as hooks see it: the IncomingMessage of node:http (with what the framework has added to it), or the like of
 * an HTTP/2 stream.
 */
export interface RequestView {
  readonly method?: string | undefined
  readonly url?: string | undefined
  readonly headers: IncomingHttpHeaders
  readonly socket: { readonly remoteAddress?: string | undefined; readonly remotePort?: number | undefined }
}

/** What is told of a request. */
export interface Capture {
  /** `path`: without the query string, that of the Referer neither. `template`: the route where one is known. */
  readonly uri: 'path' | 'template' | 'full'
  /** Requests that are neither counted nor sampled. */
  readonly ignore: ((request: RequestView) => boolean) | undefined
  /** Name of the user of a request. */
  readonly authUser: ((request: RequestView) => string | undefined) | undefined
  /** Address of the client of a request, where it is not that of the connection. */
  readonly clientIp: ((request: RequestView) => string | undefined) | undefined
  /** A function that was given has thrown; said once. */
  readonly onHookError: (name: string, error: unknown) => void
  /** The agent has failed in something; the application does not learn of it. */
  readonly onError: (error: unknown) => void
}

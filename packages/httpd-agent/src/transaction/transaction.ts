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

/** Where all copies of this package in a program find them. */
const TRANSACTIONS = Symbol.for('@host-sflow/httpd-agent.transactions')
const place = globalThis as { [TRANSACTIONS]?: WeakMap<object, Transaction> }
// Not a property of theirs: what is sampled would be of another shape than all others, and V8 would optimize the
// functions of Node and of the application anew for it.
const transactions = (place[TRANSACTIONS] ??= new WeakMap())

/** `carrier`: the IncomingMessage, or the Http2Stream, of a request that is sampled. */
export const setTransaction = (carrier: object, transaction: Transaction): void =>
  void transactions.set(carrier, transaction)

/** The transaction of a request that is sampled; undefined for all others. Takes requests of node:http and node:http2. */
export function transactionOf(request: object): Transaction | undefined {
  const own = transactions.get(request)
  if (own !== undefined) return own
  const { stream } = request as { readonly stream?: object | null | undefined }
  return stream === undefined || stream === null ? undefined : transactions.get(stream)
}

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

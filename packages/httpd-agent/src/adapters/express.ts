import type { SflowHttpAgent, SflowHttpOptions } from '../options.ts'
import { sflowHttp } from '../sflow-http.ts'
import { transactionOf } from '../transaction/transaction.ts'
import { tellOfRequest } from './without-adapter.ts'

/** Middleware of Express 4 and 5, and of Connect. */
export interface SflowMiddleware {
  (request: object, response: object, next: () => void): void
  /** Ends with `await middleware.agent.close()`. */
  readonly agent: SflowHttpAgent
}

/**
 * Starts the agent. It counts every request of every server of this process by itself, and knows the route
 * (`uri: 'template'`) and the user (`req.user`), which Express and its middleware write on the request.
 *
 * @example
 * ```ts
 * const app = express()
 * app.use(sflow())
 * ```
 */
export function sflow(options?: SflowHttpOptions): SflowMiddleware {
  const agent = sflowHttp(options)
  const middleware = function sflowExpress(request: object, _response: object, next: () => void): void {
    const transaction = transactionOf(request)
    // Requests of node:http are followed from their beginning; those of node:http2 are met here only.
    if (transaction !== undefined && transaction.user === undefined)
      tellOfRequest(transaction, request, 'template')
    next()
  }
  return Object.assign(middleware, { agent })
}

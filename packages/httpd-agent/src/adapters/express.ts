import type { SflowHttpAgent, SflowHttpOptions } from '../options.ts'
import { sflowHttp } from '../sflow-http.ts'
import { transactionOf } from '../transaction/transaction.ts'
import { followRoute } from './express-route.ts'
import { userName } from './user-name.ts'

/** Middleware of Express 4 and 5, and of Connect. */
export interface SflowMiddleware {
  (request: object, response: object, next: () => void): void
  /** Ends with `await middleware.agent.close()`. */
  readonly agent: SflowHttpAgent
}

/**
 * Starts the agent. It counts every request of every server of this process by itself; this tells it the route
 * (`uri: 'template'`) and the user (`req.user`), of requests that come by here. So it is to be the first.
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
    if (transaction !== undefined) {
      transaction.template = followRoute(request)
      transaction.user = () => userName((request as { user?: unknown }).user)
    }
    next()
  }
  return Object.assign(middleware, { agent })
}

/* oxlint-disable no-underscore-dangle -- the name is that of @koa/router */
import type { SflowHttpAgent, SflowHttpOptions } from '../options.ts'
import { sflowHttp } from '../sflow-http.ts'
import { transactionOf } from '../transaction/transaction.ts'
import { userName } from './user-name.ts'

/** What is used of a context of Koa. */
export interface KoaContext {
  readonly req: object
  readonly state: object
}

/** Middleware of Koa. */
export interface SflowMiddleware {
  (context: KoaContext, next: () => Promise<unknown>): Promise<unknown>
  /** Ends with `await middleware.agent.close()`. */
  readonly agent: SflowHttpAgent
}

/** Where @koa/router writes the route that it took, with the prefixes of all routers above. */
interface Routed {
  readonly _matchedRoute?: string | RegExp | undefined
}

/**
 * Starts the agent. It counts every request of every server of this process by itself; this tells it the route
 * (`uri: 'template'`, with @koa/router) and the user (`ctx.state.user`), of requests that come by here.
 *
 * @example
 * ```ts
 * const app = new Koa()
 * app.use(sflow())
 * ```
 */
export function sflow(options?: SflowHttpOptions): SflowMiddleware {
  const agent = sflowHttp(options)
  const middleware = function sflowKoa(context: KoaContext, next: () => Promise<unknown>): Promise<unknown> {
    const transaction = transactionOf(context.req)
    if (transaction !== undefined) {
      transaction.template = () => (context as Routed)._matchedRoute?.toString()
      transaction.user = () => userName((context.state as { user?: unknown }).user)
    }
    return next()
  }
  return Object.assign(middleware, { agent })
}

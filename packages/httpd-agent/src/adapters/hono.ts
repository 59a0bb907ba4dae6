import type { SflowHttpAgent, SflowHttpOptions } from '../options.ts'
import { sflowHttp } from '../sflow-http.ts'
import { transactionOf } from '../transaction/transaction.ts'
import { userName } from './user-name.ts'

/** What is used of a context of Hono. */
export interface HonoContext {
  readonly env: unknown
  readonly req: {
    readonly routeIndex: number
    readonly matchedRoutes: readonly {
      readonly method: string
      readonly path: string
      readonly handler: object
    }[]
  }
  readonly get: (name: never) => unknown
}

/** Middleware of Hono. */
export interface SflowMiddleware {
  (context: HonoContext, next: () => Promise<void>): Promise<void>
  /** Ends with `await middleware.agent.close()`. */
  readonly agent: SflowHttpAgent
}

/**
 * Starts the agent. It counts every request of every server of this process by itself; this tells it the route
 * (`uri: 'template'`) and the user (`c.set('user', ...)`, or the subject of the middleware jwt), of requests that come
 * by here. On Node.js, with @hono/node-server; elsewhere it passes all on.
 *
 * @example
 * ```ts
 * const app = new Hono()
 * app.use(sflow())
 * ```
 */
export function sflow(options?: SflowHttpOptions): SflowMiddleware {
  const agent = sflowHttp(options)
  const middleware = function sflowHono(context: HonoContext, next: () => Promise<void>): Promise<void> {
    const incoming = (context.env as { incoming?: unknown } | undefined)?.incoming
    const transaction =
      typeof incoming === 'object' && incoming !== null ? transactionOf(incoming) : undefined
    if (transaction !== undefined) {
      transaction.template = () => routeOf(context)
      transaction.user = () => userOf(context)
    }
    return next()
  }
  return Object.assign(middleware, { agent })
}

/** Hono takes middleware for routes too: those of `use` are for all methods and have a second parameter, `next`. */
function routeOf({ req }: HonoContext): string | undefined {
  // Not by hono/route: in a CommonJS application that would be another copy than the application's.
  const route = req.matchedRoutes[req.routeIndex]
  const isMiddleware = route?.method === 'ALL' && (route.handler as { length: number }).length > 1
  return isMiddleware ? undefined : route?.path
}

function userOf({ get }: HonoContext): string | undefined {
  const known = get as (name: string) => unknown
  return userName(known('user')) ?? userName((known('jwtPayload') as { sub?: unknown } | undefined)?.sub)
}

import { AsyncLocalStorage } from 'node:async_hooks'
import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { CHANNEL } from '../channels.ts'
import type { Service } from '../service/service.ts'
import type { RequestView } from '../transaction/transaction.ts'

/** A request that is being answered, for those that are made meanwhile. */
export interface Parent {
  readonly request: RequestView
  /** Undefined: it is not counted, nothing is told of it. */
  service: Service | undefined
  /** Its answer; undefined for HTTP/2 and upgrades. */
  response: Answer | undefined
}

type Ending = { readonly closed?: boolean; readonly destroyed?: boolean } | undefined
type Answer = { readonly writableEnded: boolean; readonly destroyed: boolean }

export interface Parents {
  readonly enter: (request: RequestView, service: Service) => void
  /** That in whose context the caller is; it may have been answered already: see {@link isAnswering}. */
  current(): Parent | undefined
  readonly close: () => void
}

/**
 * The context is that of the callback in which Node has read the request. Node 20 and 22 keep it for the next request
 * of the connection, which may be one that is not counted and never enters: so each that starts gets a context of its
 * own, in whichever order this and `enter` are called.
 */
export function createParents(): Parents {
  const storage = new AsyncLocalStorage<Parent>()

  const onStart = (message: unknown): void => {
    const { request, response } = message as { request: RequestView; response: Answer }
    const parent = storage.getStore()
    if (parent?.request === request) parent.response = response
    else storage.enterWith({ request, response, service: undefined })
  }

  subscribe(CHANNEL.REQUEST, onStart)
  return {
    enter(request, service) {
      const parent = storage.getStore()
      if (parent?.request === request) parent.service = service
      else storage.enterWith({ request, response: undefined, service })
    },
    current: () => storage.getStore(),
    close() {
      unsubscribe(CHANNEL.REQUEST, onStart)
      storage.disable()
    },
  }
}

/**
 * Whether it is being answered still. A timer that was started for the first request of a process keeps that request's
 * context for ever, what it does is not that request's.
 */
export function isAnswering({ request, response }: Parent): boolean {
  if (response !== undefined) return !response.writableEnded && !response.destroyed
  const ending = (request as { stream?: Ending }).stream ?? (request.socket as Ending)
  return ending?.closed !== true && ending?.destroyed !== true
}

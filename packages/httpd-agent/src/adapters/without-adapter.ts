import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import type { Capture, Transaction } from '../transaction/transaction.ts'
import { followRoute } from './express-route.ts'
import { hookInto, type FastifyLike } from './fastify-hook.ts'
import { userName } from './user-name.ts'

/**
 * What Express, Connect and the like write on the request itself; no code of the application is needed for it. For
 * requests that are sampled, when they begin.
 */
export function tellOfRequest(transaction: Transaction, request: object, uri: Capture['uri']): void {
  if (uri === 'template') transaction.template = followRoute(request)
  transaction.user = () => userName((request as { user?: unknown }).user)
}

/** What Fastify publishes when an instance has been made, so that hooks can be added. */
const FASTIFY = 'fastify.initialization'

/** Adds the hook of the adapter to each instance of Fastify that is made from now on; returns what ends it. */
export function watchFastify(): () => void {
  const onInstance = (message: unknown): void => {
    try {
      hookInto((message as { fastify: FastifyLike }).fastify)
    } catch {
      // Another Fastify than we know: its requests have no template.
    }
  }
  subscribe(FASTIFY, onInstance)
  return () => void unsubscribe(FASTIFY, onInstance)
}

import { transactionOf } from '../transaction/transaction.ts'
import { userName } from './user-name.ts'

/** What is used of a request of Fastify. */
export interface FastifyRequestLike {
  readonly raw: object
  /** Since Fastify 4.10. */
  readonly routeOptions?: { readonly url?: string | undefined }
}

/** What is used of an instance of Fastify. */
export interface FastifyLike {
  addHook(
    name: 'onRequest',
    hook: (request: FastifyRequestLike, reply: unknown, done: () => void) => void,
  ): unknown
}

const hooked = new WeakSet<object>()

/** Adds the hook to an instance, unless it has it. */
export function hookInto(instance: FastifyLike): void {
  if (hooked.has(instance)) return
  hooked.add(instance)
  instance.addHook('onRequest', tellTransaction)
}

/** Hook of every request, so without a promise; of those that are not sampled it only sees that they are not. */
function tellTransaction(request: FastifyRequestLike, _reply: unknown, done: () => void): void {
  const transaction = transactionOf(request.raw)
  if (transaction !== undefined) {
    transaction.template = () => request.routeOptions?.url
    transaction.user = () => userName((request as { user?: unknown }).user)
  }
  done()
}

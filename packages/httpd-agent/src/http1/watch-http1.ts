import type { RequestView, Capture } from '../transaction/transaction.ts'
import type { Service } from '../service/service.ts'
import type { Services } from '../service/services.ts'

export interface WatchOptions {
  readonly services: Services
  readonly capture: Capture
  /** Called for each request that is counted, before the application gets it, in its own context. */
  readonly onRequest?: ((request: RequestView, service: Service) => void) | undefined
}

/** Counts and samples what servers of node:http and node:https answer; returns what ends it. */
export function watchHttp1(_options: WatchOptions): () => void {
  return () => undefined
}

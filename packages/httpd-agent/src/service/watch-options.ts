import type { Capture, RequestView } from '../transaction/transaction.ts'
import type { Service } from './service.ts'
import type { Services } from './services.ts'

/** What those are given who see requests begin and end. */
export interface WatchOptions {
  readonly services: Services
  readonly capture: Capture
  /** Called for each request that is counted, before the application gets it, in its own context. */
  readonly onRequest?: ((request: RequestView, service: Service) => void) | undefined
}

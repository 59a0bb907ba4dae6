import type { Service } from '../service/service.ts'
import type { Services } from '../service/services.ts'
import type { Capture, RequestView } from '../transaction/transaction.ts'

/** Tells of the requests that this process makes. */
export interface Outbound {
  /** A request that is about to be answered: those that the application makes for it have it as their parent. */
  enter(request: RequestView, service: Service): void
  close(): void
}

export function watchOutbound(_options: {
  readonly services: Services
  readonly capture: Capture
}): Outbound {
  return { enter: () => undefined, close: () => undefined }
}

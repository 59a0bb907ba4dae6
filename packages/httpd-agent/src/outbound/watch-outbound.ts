import type { Service } from '../service/service.ts'
import type { Services } from '../service/services.ts'
import type { Capture, RequestView } from '../transaction/transaction.ts'
import { createParents } from './parents.ts'
import { watchHttp2Client } from './watch-http2-client.ts'
import { watchHttpClient } from './watch-http-client.ts'
import { watchUndici } from './watch-undici.ts'

/** Tells of the requests that this process makes. */
export interface Outbound {
  /** A request that is about to be answered: those that the application makes for it have it as their parent. */
  readonly enter: (request: RequestView, service: Service) => void
  readonly close: () => void
}

export interface OutboundOptions {
  readonly services: Services
  readonly capture: Capture
  /** For whom requests are counted where the process serves nothing; unless told, they are not. */
  readonly fallback?: (() => Service | undefined) | undefined
}

export function watchOutbound({ services, capture, fallback }: OutboundOptions): Outbound {
  const parents = createParents()
  const options = { services, capture, fallback, parents }
  const stops = [watchUndici(options), watchHttpClient(options), watchHttp2Client(options), parents.close]
  return {
    enter: parents.enter,
    close() {
      for (const stop of stops) stop()
    },
  }
}

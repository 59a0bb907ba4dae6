import { channel, type ChannelListener } from 'node:diagnostics_channel'
import type { Service } from '../service/service.ts'
import type { Services } from '../service/services.ts'
import type { Capture, RequestView } from '../transaction/transaction.ts'
import { createLedger } from './ledger.ts'
import { watchServers } from './watch-servers.ts'

export interface WatchOptions {
  readonly services: Services
  readonly capture: Capture
  /** Called for each request that is counted, before the application gets it, in its own context. */
  readonly onRequest?: ((request: RequestView, service: Service) => void) | undefined
}

/** Counts and samples what servers of node:http and node:https answer; returns what ends it. */
export function watchHttp1(options: WatchOptions): () => void {
  const ledger = createLedger(options, (server) => servers.attach(server))
  const servers = watchServers(ledger)
  const subscriptions: readonly [string, ChannelListener][] = [
    ['http.server.request.start', ledger.onStart],
    ['http.server.response.finish', ledger.onFinish],
  ]
  for (const [name, listener] of subscriptions) channel(name).subscribe(listener)
  return () => {
    for (const [name, listener] of subscriptions) channel(name).unsubscribe(listener)
    servers.close()
    ledger.close()
  }
}

import { channel, type ChannelListener } from 'node:diagnostics_channel'
import { CHANNEL } from '../channels.ts'
import type { WatchOptions } from '../service/watch-options.ts'
import { createLedger } from './ledger.ts'
import { watchServers } from './watch-servers.ts'

/** Counts and samples what servers of node:http and node:https answer; returns what ends it. */
export function watchHttp1(options: WatchOptions): () => void {
  const ledger = createLedger(options, (server) => servers.attach(server))
  const servers = watchServers(ledger)
  const subscriptions: readonly [string, ChannelListener][] = [
    [CHANNEL.REQUEST, ledger.onStart],
    ['http.server.response.finish', ledger.onFinish],
  ]
  for (const [name, listener] of subscriptions) channel(name).subscribe(listener)
  return () => {
    for (const [name, listener] of subscriptions) channel(name).unsubscribe(listener)
    servers.close()
    ledger.close()
  }
}

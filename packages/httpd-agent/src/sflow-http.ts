import type { Server } from 'node:net'
import type { SflowHttpAgent, SflowHttpOptions } from './options.ts'

/** Starts the agent of this thread, or gives the one that runs. */
export function sflowHttp(_options: SflowHttpOptions = {}): SflowHttpAgent {
  throw new Error('in the making')
}

/** Starts the agent, and tells it of a server that may be listening already: its counters are sent from now on. */
export function instrument(_server: Server, options: SflowHttpOptions = {}): SflowHttpAgent {
  return sflowHttp(options)
}

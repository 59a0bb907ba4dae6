import type { Server } from 'node:net'
import type { Service } from './service.ts'

/** Which server serves which port. */
export interface Services {
  /**
   * The service of a server, made at first sight; undefined where nobody listens for it, or it is not to be measured. A
   * server that does not listen itself is known by a connection that it was given.
   * Called for every request: after the first time it is one property of a server that listens.
   */
  of(server: Server, connection?: object): Service | undefined
  /** Those that some server of this thread listens for, the lowest index first. */
  all(): readonly Service[]
  /** The servers that listen for a service, for their connections. */
  servers(service: Service): Iterable<Server>
  close(): void
}

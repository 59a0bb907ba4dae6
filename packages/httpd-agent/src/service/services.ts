import type { Server } from 'node:net'
import type { Service } from './service.ts'

/** Which server serves which port. */
export interface Services {
  /**
   * The service of a server, made at first sight; undefined where the server does not listen, or is not to be measured.
   * Called for every request: after the first time it is one property of the server.
   */
  of(server: Server): Service | undefined
  /** Those that some server of this thread listens for, the lowest index first. */
  all(): readonly Service[]
  /** The servers that listen for a service, for their connections. */
  servers(service: Service): Iterable<Server>
  close(): void
}

import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import type { Server } from 'node:net'
import { CHANNEL } from '../channels.ts'
import { acceptedFor, addressOf } from './handed.ts'
import type { Service } from './service.ts'
import type { Services } from './services.ts'
import { SLOT } from './totals.ts'

/** Where a server carries its service: one property is quicker than any map. */
const SERVICE = Symbol('sflow service')

/** Most services that are known by their connections alone: none of them ends before the agent does. */
const MOST_HANDED = 64

interface Tracked extends Server {
  [SERVICE]?: Service | undefined
}

export interface CreateServicesOptions {
  /** Makes the service of a port, or of the path of a socket, that a server has begun to listen for. */
  readonly create: (address: number | string) => Service
  /** The last server that listened for it has been closed, and so have its connections. */
  readonly onEnd: (service: Service) => void
}

/** Learns of servers when they begin to listen, or by their first request where they did before. */
export function createServices({ create, onEnd }: CreateServicesOptions): Services {
  const services = new Map<number | string, Service>()
  /** By index; made anew with each change: it is asked for at every request that the program makes. */
  let sorted: readonly Service[] = []
  const serversOf = new Map<Service, Set<Tracked>>()
  const releases = new Map<Tracked, () => void>()

  function sort(): void {
    sorted = [...services.values()].toSorted((a, b) => a.index - b.index)
  }

  function serviceAt(address: number | string): Service {
    const known = services.get(address)
    if (known !== undefined) return known
    const service = create(address)
    services.set(address, service)
    sort()
    serversOf.set(service, new Set())
    return service
  }

  function track(server: Tracked): Service | undefined {
    const address = addressOf(server)
    // It may be given its connections by somebody else.
    if (address === undefined) return undefined
    const service = serviceAt(address)
    const refused = (): void => void service.totals[SLOT.REFUSED]!++
    const release = (): void => {
      server.off('drop', refused).off('close', end)
      server[SERVICE] = undefined
      releases.delete(server)
    }
    const end = (): void => {
      release()
      const servers = serversOf.get(service)!
      servers.delete(server)
      if (servers.size > 0) return
      services.delete(address)
      sort()
      serversOf.delete(service)
      afterConnections(() => onEnd(service))
    }
    server[SERVICE] = service
    serversOf.get(service)!.add(server)
    server.on('drop', refused).on('close', end)
    releases.set(server, release)
    return service
  }

  /** Nothing is kept with the server: there may be many of that kind, and none of them is ever closed. */
  function handed(connection: object | undefined): Service | undefined {
    const address = connection && acceptedFor(connection)
    if (address === undefined || address === '') return undefined
    return services.get(address) ?? (services.size < MOST_HANDED ? serviceAt(address) : undefined)
  }

  const onListening = (message: unknown): void => {
    const { server } = message as { readonly server?: Tracked }
    if (server !== undefined && server[SERVICE] === undefined && speaksHttp(server)) track(server)
  }

  subscribe(CHANNEL.LISTENING, onListening)
  return {
    of: (server: Tracked, connection) => server[SERVICE] ?? track(server) ?? handed(connection),
    all: () => sorted,
    servers: (service) => serversOf.get(service) ?? [],
    close() {
      unsubscribe(CHANNEL.LISTENING, onListening)
      for (const release of releases.values()) release()
      services.clear()
      sort()
      serversOf.clear()
    },
  }
}

/**
 * A server is closed when its last connection has been destroyed; what was asked on that connection is over when it has
 * closed, in the last phase of this round of the event loop. Who exits before hands over all there is.
 */
function afterConnections(work: () => void): void {
  setImmediate(() => void setImmediate(work).unref()).unref()
}

/** Servers of node:http and node:https, and those of node:http2; their classes are not all exported. */
const speaksHttp = (server: Server): boolean => 'headersTimeout' in server || 'updateSettings' in server

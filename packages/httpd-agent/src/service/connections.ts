import type { Server } from 'node:net'

/** Open connections of servers, and the most that they accept (0: no limit). */
export interface Connections {
  readonly open: number
  readonly most: number
}

/** Asked asynchronously, since a server in a cluster may have to ask elsewhere. */
export async function countConnections(servers: Iterable<Server>): Promise<Connections> {
  let open = 0
  let most = 0
  for (const server of servers) {
    open += await connectionsOf(server)
    most += Number.isSafeInteger(server.maxConnections) ? server.maxConnections : 0
  }
  return { open, most }
}

const connectionsOf = (server: Server): Promise<number> =>
  new Promise((resolve) => {
    server.getConnections((error, count) => resolve(error === null ? count : 0))
  })

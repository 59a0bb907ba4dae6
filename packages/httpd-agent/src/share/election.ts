import { connect, createServer, type Server, type Socket } from 'node:net'
import { codeOf, messageOf } from '@host-sflow/agent-runtime'
import { MAX_GENERATION, type Place } from './place.ts'

/** Nobody listens, or nobody does any more. */
const DEAD = new Set(['ECONNREFUSED', 'ECONNRESET', 'ENOENT', 'ENOTSOCK'])
/** It is another user's. */
const FOREIGN = new Set(['EACCES', 'EPERM'])

/**
 * Who leads the group: a connection to it. Else the generations, all dead. `unsure`: why neither can be said; its queue
 * may be full (EAGAIN), or this process have no descriptors left.
 */
export type Found =
  { readonly leader: Socket } | { readonly dead: readonly number[] } | { readonly unsure: string }

/** A name that all others find; who has it leads as long as it listens. */
export interface Office {
  readonly generation: number
  readonly directory: string
  /** False when the name has been taken away, or somebody with a later one leads. */
  holds(): Promise<boolean>
  /** Nobody is let in any more. `keepName`: others are to see that there was somebody. */
  leave(keepName: boolean): void
}

/** @throws when the place cannot be looked at */
export async function findLeader(place: Place, above = 0): Promise<Found> {
  const generations = place.generations().filter((generation) => generation > above)
  for (const generation of generations) {
    const answer = await reach(place.pathOf(generation))
    if (typeof answer === 'string') return { unsure: answer }
    if (answer !== undefined) return { leader: answer }
  }
  return { dead: generations }
}

/** A connection; undefined: nobody is there; a text: why that cannot be said. */
function reach(path: string): Promise<Socket | string | undefined> {
  return new Promise((resolve, reject) => {
    const socket = connect(path)
    socket.unref()
    socket.once('connect', () => resolve(socket))
    socket.once('error', (error) => {
      const code = codeOf(error)
      if (FOREIGN.has(code)) reject(error)
      else resolve(DEAD.has(code) ? undefined : error.message)
    })
  })
}

async function lives(place: Place, above: number): Promise<boolean> {
  const found = await findLeader(place, above)
  if ('leader' in found) found.leader.destroy()
  return !('dead' in found)
}

/**
 * Takes the generation after the highest one of those that were seen dead; undefined when somebody else was quicker. The
 * socket listens before it has the name: so whoever finds a name at which nobody listens knows that its owner is gone.
 * @throws when this process cannot listen there
 */
export async function takeOffice(
  place: Place,
  dead: readonly number[],
  id: string,
  onConnection: (socket: Socket) => void,
): Promise<Office | undefined> {
  // Not after what there is now: that may be somebody who leads since.
  const generation = (dead[0] ?? 0) + 1
  if (generation > MAX_GENERATION) {
    for (const each of dead) place.remove(place.pathOf(each))
    return undefined
  }
  const temporary = place.temporaryPath(id)
  const server = await listen(temporary, onConnection)
  let claimed = false
  try {
    claimed = place.claim(temporary, generation)
  } finally {
    place.remove(temporary)
    if (!claimed) server.close()
  }
  if (!claimed) return undefined
  const identity = place.identity(generation)

  const office: Office = {
    generation,
    directory: place.directory,
    async holds() {
      if (identity === undefined || place.identity(generation) !== identity) return false
      place.touch(generation)
      return !(await lives(place, generation))
    },
    leave(keepName) {
      if (!keepName && place.identity(generation) === identity) place.remove(place.pathOf(generation))
      server.close()
    },
  }
  // A generation that was free because its owner is gone and cleared away may lie below that of who leads now.
  if (await lives(place, generation)) {
    office.leave(false)
    return undefined
  }
  const below = place.generations().filter((other) => other < generation)
  await clear(place, [...below.map(place.pathOf), ...place.temporaryPaths()])
  // Other groups' names: nobody waits for that.
  void clearAbandoned(place).catch(() => undefined)
  return office
}

/**
 * Takes away the names at which nobody listens: of the leaders before, and of who was killed while it took its name.
 */
async function clear(place: Place, paths: readonly string[]): Promise<void> {
  for (const path of paths) {
    const answer = await reach(path).catch(messageOf)
    if (answer === undefined) place.remove(path)
    else if (typeof answer === 'object') answer.destroy()
  }
}

async function clearAbandoned(place: Place): Promise<void> {
  await clear(place, place.abandoned())
}

function listen(path: string, onConnection: (socket: Socket) => void): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer(onConnection)
    server.unref()
    server.once('error', reject)
    // Exclusive: in a worker of a cluster it would be the primary that listens.
    server.listen({ path, exclusive: true }, () => {
      server.off('error', reject)
      // accept(2) without descriptors: who knocks tries again.
      server.on('error', () => undefined)
      resolve(server)
    })
  })
}

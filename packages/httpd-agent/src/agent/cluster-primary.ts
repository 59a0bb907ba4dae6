import cluster, { type Address, type Worker } from 'node:cluster'

/** Workers may all be dead for a moment, and their stream goes on with the next ones. */
const KEEP_MS = 60_000

export interface PrimaryOptions {
  readonly onBegin: (port: number) => void
  /** No worker has served the port for a minute. */
  readonly onEnd: (port: number) => void
}

/** In the primary of a cluster: tells of the ports that workers serve. Returns what ends it. */
export function watchWorkers({ onBegin, onEnd }: PrimaryOptions): () => void {
  if (!cluster.isPrimary) return () => undefined
  const workersOf = new Map<number, Set<number>>()
  const timers = new Map<number, NodeJS.Timeout>()

  function onListening({ id }: Worker, { port, addressType }: Address): void {
    // -1: a unix socket; UDP is "udp4" and "udp6".
    if (addressType !== 4 && addressType !== 6) return
    clearTimeout(timers.get(port))
    timers.delete(port)
    const workers = workersOf.get(port)
    if (workers !== undefined) workers.add(id)
    else {
      workersOf.set(port, new Set([id]))
      onBegin(port)
    }
  }

  function onExit({ id }: Worker): void {
    for (const [port, workers] of workersOf)
      if (workers.delete(id) && workers.size === 0) timers.set(port, setTimeout(end, KEEP_MS, port).unref())
  }

  function end(port: number): void {
    timers.delete(port)
    workersOf.delete(port)
    onEnd(port)
  }

  cluster.on('listening', onListening).on('exit', onExit)
  return () => {
    cluster.off('listening', onListening).off('exit', onExit)
    for (const timer of timers.values()) clearTimeout(timer)
  }
}

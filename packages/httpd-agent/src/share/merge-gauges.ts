import type { Gauges } from '../service/gauges.ts'

/** Gauges of a thread, and what names its process. */
export interface ThreadGauges {
  readonly process: string
  readonly gauges: Gauges
}

/**
 * One for each process. Its threads share memory and descriptors: these count once; connections are each thread's own.
 * It is active when one of them is.
 */
export function mergeGauges(all: Iterable<ThreadGauges>): Gauges[] {
  const merged = new Map<string, Gauges>()
  for (const { process, gauges } of all) {
    const known = merged.get(process)
    merged.set(process, known === undefined ? gauges : mergeThreads(known, gauges))
  }
  return [...merged.values()]
}

const mergeThreads = (a: Gauges, b: Gauges): Gauges => ({
  pid: a.pid,
  memoryUsed: Math.max(a.memoryUsed, b.memoryUsed),
  memoryMax: Math.max(a.memoryMax, b.memoryMax),
  descriptors: Math.max(a.descriptors, b.descriptors),
  descriptorsMax: Math.max(a.descriptorsMax, b.descriptorsMax),
  connections: a.connections + b.connections,
  // One without a limit: all without.
  connectionsMax: a.connectionsMax > 0 && b.connectionsMax > 0 ? a.connectionsMax + b.connectionsMax : 0,
  active: a.active || b.active,
})

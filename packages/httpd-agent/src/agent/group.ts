import type { Server } from 'node:net'
import type { Clock, Log, Random } from '@host-sflow/agent-runtime'
import type { ProcessResources } from '../resources/process-resources.ts'
import { countConnections, type Connections } from '../service/connections.ts'
import { createService } from '../service/create-service.ts'
import type { Service } from '../service/service.ts'
import type { Gauges } from '../service/gauges.ts'
import { createTotals, SLOT } from '../service/totals.ts'
import { createShare } from '../share/create-share.ts'
import type { Share } from '../share/share.ts'
import type { LiveStream } from '../stream/open-stream.ts'
import { flowOf } from '../stream/rows.ts'
import { groupKey } from './group-key.ts'
import type { Hub } from './hub.ts'

/**
 * What this process does for the service: answers requests, only makes some, or only carries the stream of those that
 * answer (the primary of a cluster).
 */
export type Part = 'server' | 'client' | 'carrier'

export interface GroupOptions {
  /** Port, path of a socket, or name of a program that serves nothing. */
  readonly address: number | string
  readonly part: Part
  readonly patienceMs: number
  /** False: nobody else serves this. */
  readonly shared: boolean
  readonly servers: () => Iterable<Server>
  readonly hub: Hub
  readonly resources: ProcessResources
  readonly clock: Clock
  readonly random: Random
  readonly log: Log
}

/** A service of this thread and its part in the stream. */
export interface Group {
  readonly service: Service
  /** Settings have changed. */
  apply(): void
  /** Hands over or sends all that is known; synchronous. */
  finish(): void
  close(): Promise<void>
}

/** Requests are counted from now on; a stream there is once the settings name a collector. */
export function createGroup(options: GroupOptions): Group {
  const { address, part, hub, resources } = options
  const none = createTotals()
  const service = createService({
    index: typeof address === 'number' ? address : 0,
    label: typeof address === 'number' ? `port ${address}` : address,
    random: options.random,
    onFlow: (kind, records, rate, seen) => share?.flow(flowOf(kind, records, rate, seen)),
  })
  let share: Share | undefined
  let stream: LiveStream | undefined
  let connections: Connections = { open: 0, most: 0 }

  async function lookAtConnections(): Promise<void> {
    connections = await countConnections(options.servers())
  }

  function gauges(): Gauges {
    // Those of the moment before: servers of a cluster answer later.
    void lookAtConnections()
    return {
      pid: process.pid,
      ...resources.read(),
      connections: connections.open,
      connectionsMax: connections.most,
      active: service.inFlight > 0,
    }
  }

  function collect(): { totals: Float64Array; gauges: Gauges | undefined } {
    if (part === 'carrier') return { totals: none, gauges: undefined }
    const { user, system } = process.cpuUsage()
    service.totals[SLOT.USER_MS] = user / 1000
    service.totals[SLOT.SYSTEM_MS] = system / 1000
    return { totals: service.totals, gauges: gauges() }
  }

  function join(): Share {
    const index = hub.indexOf(address)
    return createShare({
      key: groupKey(index),
      patienceMs: options.patienceMs,
      collect,
      open(streamOptions) {
        stream = hub.open({ ...streamOptions, index, answers: part !== 'client' })
        return stream
      },
      shared: options.shared,
      log: options.log,
      clock: options.clock,
      random: options.random,
    })
  }

  return {
    service,
    apply() {
      const settings = hub.current()?.settings
      if (settings === undefined) return
      const sends = settings.collectors.length > 0
      service.requests.setRate(sends ? settings.sampling : 0)
      service.operations.setRate(sends ? settings.operationSampling : 0)
      if (sends) share ??= join()
    },
    finish() {
      share?.flush()
      // Who has resigned has handed it over.
      if (share?.role === 'leader' || share?.role === 'alone') stream?.finish()
    },
    async close() {
      service.requests.setRate(0)
      service.operations.setRate(0)
      await share?.close()
    },
  }
}

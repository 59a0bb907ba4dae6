import type { Server } from 'node:net'
import type { Random } from '@host-sflow/agent-runtime'
import type { ProcessResources } from '../resources/process-resources.ts'
import { countConnections, type Connections } from '../service/connections.ts'
import { createService } from '../service/create-service.ts'
import { labelOf } from '../service/label.ts'
import type { Picker, Service } from '../service/service.ts'
import type { Gauges } from '../service/gauges.ts'
import { createTotals, SLOT } from '../service/totals.ts'
import type { Flow } from '../share/share.ts'
import { flowOf } from '../stream/rows.ts'
import type { Hub, Membership } from './hub.ts'

/**
 * What this process does for the service: answers requests, only makes some, or only carries the stream of those that
 * answer (the primary of a cluster).
 */
export type Part = 'server' | 'client' | 'carrier'

export interface GroupOptions {
  /** Port, path of a socket, or name of a program that serves nothing. */
  readonly address: number | string
  readonly part: Part
  /** Sampled at this rate, 1 in N, until the settings have been looked at. */
  readonly firstRate: number
  readonly servers: () => Iterable<Server>
  readonly resources: ProcessResources
  readonly random: Random
}

/** Samples from before there is a stream to which they could go. */
const MAX_EARLY = 1000

/** A service of this thread and its part in the stream. */
export interface Group {
  readonly service: Service
  /** Settings have been looked at, or have changed. */
  apply(hub: Hub): void
  /** Resolves once there is a stream that its samples and counters go to; who only carries those of others waits for none. */
  settled(): Promise<void>
  /** Hands over or sends all that is known; synchronous. */
  finish(): void
  close(): Promise<void>
}

/** Requests are counted from now on; a stream there is once the settings name a collector. */
export function createGroup(options: GroupOptions): Group {
  const { address, part, resources } = options
  const none = createTotals()
  const service = createService({
    index: typeof address === 'number' ? address : 0,
    label: labelOf(address),
    random: options.random,
    onFlow(kind, records, rate, seen) {
      const flow = flowOf(kind, records, rate, seen)
      if (membership !== undefined) membership.flow(flow)
      else if (early.length < MAX_EARLY) early.push(flow)
    },
  })
  let membership: Membership | undefined
  let early: Flow[] = []
  let connections: Connections = { open: 0, most: 0 }

  async function lookAtConnections(): Promise<void> {
    connections = await countConnections(options.servers())
  }

  function gauges(): Gauges {
    // Those of the moment before: servers of a cluster answer later.
    lookAtConnections().catch(() => undefined)
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

  service.requests.setRate(options.firstRate)
  service.operations.setRate(options.firstRate)
  return {
    service,
    apply(hub) {
      const settings = hub.current()?.settings
      if (settings === undefined) return
      const sends = settings.collectors.length > 0
      setRate(service.requests, sends ? settings.sampling : 0)
      setRate(service.operations, sends ? settings.operationSampling : 0)
      if (sends) {
        membership ??= hub.join({ address, part, collect })
        for (const flow of early) membership.flow(flow)
      }
      early = []
    },
    async settled() {
      if (part !== 'carrier') await membership?.settled
    },
    finish: () => membership?.finish(),
    async close() {
      service.requests.setRate(0)
      service.operations.setRate(0)
      await membership?.close()
    },
  }
}

/** The way to the next sample is not begun anew with each revision of the settings. */
function setRate(picker: Picker, rate: number): void {
  if (picker.rate !== rate) picker.setRate(rate)
}

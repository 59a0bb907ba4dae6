import {
  createAgent,
  type Clock,
  type Destination,
  type Log,
  type Poller,
  type Random,
} from '@host-sflow/agent-runtime'
import type { Interface } from '@host-sflow/sflow-encoder'
import type { FlowKind } from '../service/service.ts'
import { createTotals, SLOT } from '../service/totals.ts'
import type { HttpSettings } from '../settings/http-settings.ts'
import type { Flow, OpenStreamOptions, ServiceStream, StreamState } from '../share/share.ts'
import { operationCounters, requestCounters } from './counters.ts'
import { indexOfClient } from './data-source.ts'
import { recordsOf } from './rows.ts'

/** As the agents of Apache and NGINX say it: a transaction comes from outside and ends inside, and the reverse. */
const OUTSIDE: Interface = Object.freeze({ format: 0, value: 0 })
const INSIDE: Interface = Object.freeze({ format: 0, value: 0x3fff_ffff })

/** Application services (sFlow.org's classes of data sources). */
const SERVICES = 3

export interface StreamOptions extends OpenStreamOptions {
  /** Of the data source; the sub-agent has the same. */
  readonly index: number
  /** The application that its operations are of. */
  readonly name: string
  /** False: it only makes requests. */
  readonly answers: boolean
  readonly agentAddress: string
  readonly settings: HttpSettings
  readonly destination: Destination
  readonly clock: Clock
  readonly random: Random
  readonly log: Log
  readonly onClose: () => void
}

/** A stream whose settings can change. */
export interface LiveStream extends ServiceStream {
  /** Sends the counters as they are now, and what waits; synchronous, so that it can be the last thing of a process. */
  finish(): void
  apply(settings: HttpSettings, agentAddress: string): void
  readonly datagrams: number
  readonly samples: number
}

const NOTHING: StreamState = {
  uptimeMs: 0,
  datagrams: 0,
  counters: { requests: 0, operations: 0 },
  flows: {
    requests: { sequence: 0, pool: 0, drops: 0 },
    operations: { sequence: 0, pool: 0, drops: 0 },
  },
  totals: [],
}

/** Opens the stream of one service, or goes on with it where another process has left it. */
export function openStream(options: StreamOptions): LiveStream {
  const { index, destination, clock, log, gauges, beforeSend, resume = NOTHING } = options
  const totals = createTotals()
  totals.set(resume.totals.slice(0, totals.length))
  const openedAtMs = clock.nowMs()
  let { settings, agentAddress } = options
  let { datagrams } = resume

  const agent = createAgent({
    identity: { agentAddress, subAgentId: index },
    destination: {
      get size() {
        return destination.size
      },
      send(bytes) {
        datagrams++
        // Before it leaves: whoever goes on with the stream must not use its number again.
        beforeSend()
        destination.send(bytes)
      },
    },
    log,
    clock,
    random: options.random,
    maxDatagramBytes: settings.datagram,
    resume: { sequence: resume.datagrams, uptimeMs: resume.uptimeMs },
  })

  const sourceOf = (kind: FlowKind) => ({
    class: SERVICES,
    index: kind === 'requests' ? index : indexOfClient(index),
  })
  const samplerOf = (kind: FlowKind) =>
    agent.addSampler({
      name: `${kind} ${index}`,
      dataSource: sourceOf(kind),
      rate: 0,
      resume: resume.flows[kind],
    })
  const samplers = { requests: samplerOf('requests'), operations: samplerOf('operations') }

  const requests = agent.addPoller({
    name: `requests ${index}`,
    dataSource: sourceOf('requests'),
    intervalMs: settings.polling * 1000,
    sequence: resume.counters.requests,
    collect() {
      // Up to this moment.
      options.collect?.()
      return requestCounters({ totals, gauges: gauges(), parent: settings.parent, answers: options.answers })
    },
  })
  // Only where requests are made: else it would be a source that never counts anything.
  let operations: Poller | undefined
  function tellOperations(): void {
    operations ??= agent.addPoller({
      name: `operations ${index}`,
      dataSource: sourceOf('operations'),
      intervalMs: settings.operationPolling * 1000,
      sequence: resume.counters.operations,
      collect: () => operationCounters(totals, options.name, settings.parent),
    })
  }

  // Counters are read at once, so nothing of it happens later.
  const finish = (): void => void agent.collectAll()

  if (resume.counters.operations > 0) tellOperations()
  agent.start()
  return {
    grow(growth) {
      for (let i = 0; i < totals.length; i++) totals[i]! += growth[i] ?? 0
      samplers.requests.advance(growth[SLOT.LOST] ?? 0)
      samplers.requests.drop(growth[SLOT.DROPS] ?? 0)
      samplers.operations.advance(growth[SLOT.OPERATION_LOST] ?? 0)
      samplers.operations.drop(growth[SLOT.OPERATION_DROPS] ?? 0)
      if (operations === undefined && totals.some(isOperation)) tellOperations()
    },
    flow(flow: Flow) {
      const [input, output] = flow.kind === 'requests' ? [OUTSIDE, INSIDE] : [INSIDE, OUTSIDE]
      const sampler = samplers[flow.kind]
      sampler.advance(flow.seen)
      sampler.flow(recordsOf(flow), input, output, flow.rate)
    },
    state: () => ({
      uptimeMs: resume.uptimeMs + clock.nowMs() - openedAtMs,
      datagrams,
      counters: { requests: requests.sequence, operations: operations?.sequence ?? 0 },
      flows: { requests: stateOf(samplers.requests), operations: stateOf(samplers.operations) },
      totals: [...totals],
    }),
    flush: () => agent.flush(),
    finish,
    close() {
      finish()
      agent.stop()
      options.onClose()
    },
    apply(next, nextAddress) {
      if (next.polling !== settings.polling) requests.setIntervalMs(next.polling * 1000)
      if (next.operationPolling !== settings.operationPolling)
        operations?.setIntervalMs(next.operationPolling * 1000)
      if (nextAddress !== agentAddress) agent.setAgentAddress(nextAddress)
      if (next.datagram !== settings.datagram) agent.setMaxDatagramBytes(next.datagram)
      settings = next
      agentAddress = nextAddress
    },
    get datagrams() {
      return datagrams
    },
    get samples() {
      return samplers.requests.samples + samplers.operations.samples
    },
  }
}

/** A request that was made, by its status. */
const isOperation = (count: number, slot: number): boolean =>
  slot >= SLOT.OPERATIONS && slot < SLOT.OPERATION_LOST && count > 0

const stateOf = ({ sequence, pool, drops }: { sequence: number; pool: number; drops: number }) => ({
  sequence,
  pool,
  drops,
})

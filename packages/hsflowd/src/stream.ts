import {
  createAgent,
  TICK_MS,
  type Agent,
  type Clock,
  type Destination,
  type Log,
  type Poller,
  type StateDirectory,
} from '@host-sflow/agent-runtime'
import type { Election } from './address/elect.ts'
import { createElector } from './address/elector.ts'
import type { KeptAddress } from './address/kept.ts'
import { describeCondition } from './errors.ts'
import type { Host } from './host/host.ts'
import type { Link } from './host/network.ts'
import type { Settings } from './settings/settings.ts'
import { openSources, type SourceStatistics } from './sources/collector.ts'
import { sourcesOf } from './sources/index.ts'
import { openInterfaces } from './sources/interfaces.ts'

/** Data source of the physical host (sflow_host.txt: entPhysicalEntry). */
const HOST = { class: 2, index: 1 }
const IF_INDEX_CLASS = 0

export interface StreamOptions {
  readonly settings: Settings
  readonly host: Host
  readonly destination: Destination
  readonly clock: Clock
  readonly log: Log
  /** The agent address of the run before. */
  readonly previous?: KeptAddress | undefined
  /** Where the agent address is kept for the next run. */
  readonly state?: StateDirectory
  /** Called once a second, when the interfaces and the agent address are up to date. */
  readonly onTick?: () => void
}

/** hsflowd's own sFlow stream: the host's sample, and one of each of its interfaces. */
export interface Stream {
  readonly agent: Agent
  readonly election: Election
  /** What each source of the host's sample has done. */
  sources(): SourceStatistics[]
  /** Takes in new settings; sequence numbers go on. */
  apply(settings: Settings): void
  close(): void
}

/** Opens everything that is read, and registers its pollers. Nothing is sent before `agent.start`. */
export function openStream(options: StreamOptions): Stream {
  const { settings: initial, host, destination, clock, log } = options
  let settings = initial
  const elector = createElector({
    host,
    wish: settings,
    previous: options.previous,
    state: options.state,
    clock,
    log,
  })
  const agent = createAgent({
    identity: { agentAddress: elector.election.address, subAgentId: settings.subAgentId },
    destination,
    clock,
    log,
    maxDatagramBytes: settings.datagramBytes,
    // On the clock of the pollers, so that each of their rounds gets figures of its own: with a clock of their own,
    // they would drift until two rounds share one reading of the kernel.
    beforeTick() {
      tick()
      options.onTick?.()
    },
  })
  const intervalMs = (): number => settings.polling * TICK_MS
  const pollers = new Map<number, Poller>()
  const hardware = new Set<number>()
  const interfaces = openInterfaces(host, log)

  /** Takes in what has changed of interfaces and addresses. */
  function tick(): void {
    try {
      host.network.tick()
      log.recovered('HSF_NETWORK', 'changes of interfaces are noticed again')
    } catch (error) {
      // The interfaces that are known go on.
      log.problem('HSF_NETWORK', describeCondition('HSF_NETWORK', error))
    }
    if (elector.tick()) agent.setAgentAddress(elector.election.address)
  }

  /** On hosts of containers, interfaces that are none of hardware come and go all the time. */
  function tell(ifIndex: number, text: string): void {
    if (hardware.has(ifIndex)) log.info(text)
    else log.debug(text)
  }

  function addInterface({ name, index, kind }: Link): void {
    if (kind === undefined) hardware.add(index)
    const poller = agent.addPoller({
      name: `interface ${name}`,
      dataSource: { class: IF_INDEX_CLASS, index },
      intervalMs: intervalMs(),
      collect: () => interfaces.collect(index),
    })
    pollers.set(index, poller)
  }

  function removeInterface(ifIndex: number): void {
    pollers.get(ifIndex)?.remove()
    pollers.delete(ifIndex)
    hardware.delete(ifIndex)
  }

  tick()
  for (const link of host.network.links.values()) addInterface(link)
  const unsubscribe = host.network.subscribe({
    onAdded(link) {
      const known = pollers.get(link.index)
      // Counters and sequence number go on: it is the same data source.
      if (known === undefined) addInterface(link)
      tell(
        link.index,
        known === undefined
          ? `interface ${link.name} (${link.index}) has appeared`
          : `${known.name} (${link.index}) is now named ${link.name}`,
      )
      known?.rename(`interface ${link.name}`)
    },
    onRemoved(ifIndex) {
      tell(ifIndex, `${pollers.get(ifIndex)?.name ?? 'interface'} (${ifIndex}) is gone`)
      removeInterface(ifIndex)
    },
  })
  const sources = openSources(host, sourcesOf(host.platform), log)
  const hostPoller = agent.addPoller({
    name: 'host',
    dataSource: HOST,
    intervalMs: intervalMs(),
    collect: () => sources.collect(),
  })

  return {
    agent,
    sources: () => sources.statistics(),
    get election() {
      return elector.election
    },
    apply(next) {
      const before = settings
      settings = next
      if (elector.apply(next)) agent.setAgentAddress(elector.election.address)
      agent.setMaxDatagramBytes(next.datagramBytes)
      if (next.polling === before.polling) return
      for (const poller of [hostPoller, ...pollers.values()]) poller.setIntervalMs(intervalMs())
    },
    close() {
      unsubscribe()
      interfaces.close()
      sources.close()
    },
  }
}

import { backgroundClock, withinTime } from '@host-sflow/agent-runtime'
import { sayFailure } from '../errors.ts'
import { watchFastify } from '../adapters/without-adapter.ts'
import { watchHttp1 } from '../http1/watch-http1.ts'
import { watchHttp2 } from '../http2/watch-http2.ts'
import type { HttpLog } from '../log.ts'
import type { SflowHttpAgent, SflowHttpOptions } from '../options.ts'
import { watchOutbound } from '../outbound/watch-outbound.ts'
import { watchProcessResources, type ProcessResources } from '../resources/process-resources.ts'
import { ALONE } from '../settings/alone.ts'
import { clientAddressOf } from '../service/label.ts'
import { createServices } from '../service/create-services.ts'
import type { Service } from '../service/service.ts'
import type { Services } from '../service/services.ts'
import type { Capture, RequestView } from '../transaction/transaction.ts'
import { watchWorkers } from './cluster-primary.ts'
import { createGroup, type Group, type Part } from './group.ts'
import type { Hub } from './hub.ts'

const READY_LIMIT_MS = 5000

/** An agent, and what {@link instrument} needs of it. */
export interface RunningAgent extends SflowHttpAgent {
  readonly services: Services
}

/** Starts counting at once; opens nothing before the first server listens. Options have been checked. */
export function startAgent(options: SflowHttpOptions, capture: Capture, log: HttpLog): RunningAgent {
  const clock = backgroundClock
  const random = Math.random
  let resources: ProcessResources | undefined
  const groups = new Map<Service | number | string, Group>()
  const ending = new Map<Group, Promise<void>>()
  let hub: Promise<Hub> | undefined
  // Unless the options name collectors, nothing is sampled before the settings file has been read.
  const firstRate = options.collectors === undefined ? 0 : (options.sampling ?? ALONE.sampling)

  /** What a program that never serves anything needs not even load. */
  async function load(): Promise<Hub> {
    const { createHub } = await import('./hub.ts')
    const loaded = createHub({ options, clock, random, log, onChange: () => apply(loaded) })
    await loaded.started
    return loaded
  }

  // Each for itself; and a rejection that nobody hears of would end the program.
  const apply = (loaded: Hub): void =>
    groups.forEach((group) => {
      try {
        group.apply(loaded)
      } catch (error) {
        internal(error)
      }
    })
  const begin = (): void => void (hub ??= load()).then(apply).catch(internal)

  function open(address: number | string, part: Part): Group {
    const group = createGroup({
      address,
      part,
      firstRate,
      servers: () => services.servers(group.service),
      resources: (resources ??= watchProcessResources(clock)),
      random,
    })
    groups.set(part === 'carrier' ? address : group.service, group)
    begin()
    return group
  }

  function end(key: Service | number | string): void {
    const group = groups.get(key)
    if (group === undefined) return
    groups.delete(key)
    const closed = group
      .close()
      .catch(internal)
      .finally(() => ending.delete(group))
    ending.set(group, closed)
  }

  /** What is counted from now on is sent, even if the program exits at once. */
  async function settled(loaded: Hub): Promise<void> {
    const all = Promise.all([...groups.values()].map((group) => group.settled()))
    await withinTime(clock, all, READY_LIMIT_MS)
    await loaded.collectorsReady(READY_LIMIT_MS)
  }

  const internal = (error: unknown): void => sayFailure(log, error)
  // Programs exit when their server has closed, at once: what has not been handed over by then is handed over there.
  const finish = (): void => [...groups.values(), ...ending.keys()].forEach((group) => group.finish())

  // A program that serves nothing is a service of its own name.
  let client: Service | undefined
  const fallback = (): Service =>
    (client ??= open(clientAddressOf(process.argv[1] ?? process.execPath), 'client').service)

  const services = createServices({
    create: (address) => open(address, 'server').service,
    onEnd: end,
  })
  const outbound = options.outbound === true ? watchOutbound({ services, capture, fallback }) : undefined
  const watch = {
    services,
    capture,
    onRequest: outbound && ((request: RequestView, service: Service) => outbound.enter(request, service)),
  }
  const unwatch = [
    watchHttp1(watch),
    watchHttp2(watch),
    watchFastify(),
    watchWorkers({ onBegin: (port) => void open(port, 'carrier'), onEnd: end }),
  ]
  process.on('exit', finish)

  async function close(): Promise<void> {
    for (const each of unwatch) each()
    outbound?.close()
    services.close()
    for (const key of groups.keys()) end(key)
    await Promise.all(ending.values())
    // Not before: who closes it, and exits without waiting for that, loses nothing either.
    process.off('exit', finish)
    resources?.stop()
    await (await hub)?.stop()
  }

  let closed: Promise<void> | undefined
  const closeOnce = (): Promise<void> => (closed ??= close().catch(internal))
  return {
    services,
    get ready() {
      return (hub ??= load()).then(settled).catch(internal)
    },
    close: closeOnce,
    [Symbol.asyncDispose]: closeOnce,
  }
}

import {
  createIndexAllocator,
  type Agent,
  type Clock,
  type Log,
  type StateDirectory,
} from '@host-sflow/agent-runtime'
import type { Settings } from '../../settings/settings.ts'
import { checkAppName, type AppHead } from './app-head.ts'
import { createApp, type App } from './app.ts'
import { describeJson, refuse } from './errors.ts'
import { FORGET_AFTER_MS, MAX_APPS } from './limits.ts'

const STATE = 'json-apps'
// Applications come in groups, each time the whole state is written.
const WRITE_AFTER_MS = 1000
const SWEEP_MS = 60_000
/** Of design §4: applications without a service port. */
const INDICES = { first: 150_000, last: 199_999 }

export interface AppsOptions {
  readonly agent: Agent
  readonly state: StateDirectory
  readonly clock: Clock
  readonly log: Log
  readonly settings: () => Settings
}

/** The applications that send messages. */
export interface Apps {
  readonly size: number
  /** The application of a message, if it is known. */
  known(head: AppHead): App | undefined
  /** The application of a message, which is a new one the first time. @throws Refusal when there are too many */
  find(head: AppHead, samplingRate: number): App
  apply(): void
  close(): Promise<void>
}

export async function openApps(options: AppsOptions): Promise<Apps> {
  const { agent, state, clock, log, settings } = options
  /** By name; several where processes of one name serve several ports. */
  const apps = new Map<string, App[]>()
  const ports = new Map<number, App>()
  let size = 0
  let cancelWrite: (() => void) | undefined

  const indices = createIndexAllocator({
    ...INDICES,
    state: await state.read(STATE),
    onChange() {
      cancelWrite ??= clock.schedule(() => void write(), WRITE_AFTER_MS)
    },
  })

  async function write(): Promise<void> {
    cancelWrite?.()
    cancelWrite = undefined
    await state.write(STATE, indices.state())
  }

  /** The name by which an application without a port of its own keeps its index. */
  const keyOf = ({ name, port }: AppHead): string => (port === 0 ? name : `${name} ${port}`)
  const portKey = (head: AppHead): string => `HSF_JSON_PORT ${keyOf(head)}`
  const movedKey = ({ name }: AppHead): string => `HSF_JSON_MOVED ${name}`

  function chooseIndex(head: AppHead): number {
    const { name, port } = head
    const owner = ports.get(port)
    if (port !== 0 && owner === undefined) return port
    const index = indices.allocate(keyOf(head))
    if (owner !== undefined) {
      const detail = `"${name}" and "${owner.name}" name ${port}; "${name}" is 3:${index}`
      log.problem(portKey(head), describeJson('HSF_JSON_PORT', detail))
    }
    return index
  }

  function add(head: AppHead, samplingRate: number): App {
    checkAppName(head.name)
    const own = apps.get(head.name) ?? []
    const before = own.at(-1)
    // One that has not named its port yet, and now does.
    if (before?.port === 0) remove(before)
    if (size >= MAX_APPS) {
      log.problem('HSF_JSON_APPS', describeJson('HSF_JSON_APPS', `${size} are known`))
      refuse('too many applications')
    }
    const index = chooseIndex(head)
    const app = createApp({
      ...head,
      index,
      samplingRate,
      agent,
      settings: settings(),
      nowMs: clock.nowMs(),
    })
    if (index === head.port) ports.set(index, app)
    apps.set(head.name, [...(apps.get(head.name) ?? []), app])
    size++
    if (before !== undefined) {
      const detail = `"${head.name}" named ${before.port}, and now ${head.port}, which is 3:${index}`
      log.problem(movedKey(head), describeJson('HSF_JSON_MOVED', detail))
    }
    return app
  }

  function remove(app: App): void {
    app.remove()
    size--
    const others = (apps.get(app.name) ?? []).filter((other) => other !== app)
    if (others.length > 0) apps.set(app.name, others)
    else {
      apps.delete(app.name)
      log.forget(movedKey(app))
    }
    if (ports.get(app.index) === app) ports.delete(app.index)
    else indices.release(keyOf(app))
    log.forget(portKey(app))
  }

  function known({ name, port }: AppHead): App | undefined {
    const own = apps.get(name)
    // A message without a port is from the one that came last.
    return port === 0 ? own?.at(-1) : own?.find((app) => app.port === port)
  }

  function sweep(): void {
    const before = clock.nowMs() - FORGET_AFTER_MS
    for (const app of [...apps.values()].flat()) if (app.seenAtMs < before) remove(app)
    if (size < MAX_APPS) log.recovered('HSF_JSON_APPS', 'there is room for applications again')
    cancelSweep = clock.schedule(sweep, SWEEP_MS)
  }
  let cancelSweep = clock.schedule(sweep, SWEEP_MS)

  return {
    get size() {
      return size
    },
    known,
    find(head, samplingRate) {
      const app = known(head) ?? add(head, samplingRate)
      app.seenAtMs = clock.nowMs()
      return app
    },
    apply() {
      for (const own of apps.values()) for (const app of own) app.apply(settings())
    },
    async close() {
      cancelSweep()
      for (const own of apps.values()) for (const app of own) app.remove()
      if (cancelWrite !== undefined) await write()
    },
  }
}

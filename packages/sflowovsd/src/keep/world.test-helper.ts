import type { Clock } from '@host-sflow/agent-runtime'
import { createFakeLog } from '../../../../tools/rigs/fake-log.ts'
import { OvsError, type OvsErrorCode } from '../errors.ts'
import type { Applied, Features, OpenVswitch } from '../ovs/open-vswitch.ts'
import type { WatchHandlers, WatchState } from '../ovs/watch.ts'
import type { Change } from '../plan/change.ts'
import { after, bridge, columns, state } from '../plan/database.test-helper.ts'
import { isOurs } from '../plan/mark.ts'
import type { SflowRow, SwitchState } from '../plan/state.ts'
import type { Wanted } from '../settings/wanted.ts'
import { createKeeper } from './create-keeper.ts'

/** How long a command takes. */
export const COMMAND_MS = 5
/** From a change to the event. */
export const EVENT_MS = 2
export const TIMEOUT_MS = 5000

/** A clock that tests set. */
export interface TestClock extends Clock {
  advance(ms: number): Promise<void>
  pending(): number
}

export function testClock(): TestClock {
  const timers = new Set<{ readonly atMs: number; readonly callback: () => void }>()
  let nowMs = 0
  const settle = async (): Promise<void> => {
    for (let i = 0; i < 30; i++) await Promise.resolve()
  }
  return {
    nowMs: () => nowMs,
    dateMs: () => Date.UTC(2026, 0, 1) + nowMs,
    schedule(callback, delayMs) {
      const timer = { atMs: nowMs + Math.max(0, delayMs), callback }
      timers.add(timer)
      return () => void timers.delete(timer)
    },
    pending: () => timers.size,
    async advance(ms) {
      const untilMs = nowMs + ms
      await settle()
      for (;;) {
        const [next] = [...timers].filter(({ atMs }) => atMs <= untilMs).toSorted((a, b) => a.atMs - b.atMs)
        if (next === undefined) break
        timers.delete(next)
        nowMs = Math.max(nowMs, next.atMs)
        next.callback()
        await settle()
      }
      nowMs = untilMs
    },
  }
}

export interface Command {
  readonly kind: 'read' | 'apply'
  readonly atMs: number
  /** Of a change: whether ovs-vswitchd was waited for. */
  readonly wait?: boolean
  readonly changes?: readonly Change[]
}

export interface WorldOptions {
  readonly features?: Features
  readonly adopt?: boolean
  /** Before anything is told. */
  readonly watch?: WatchState
}

/** As the database says of a row that is not there. */
function isStale(change: Change, { bridges, rows }: SwitchState): boolean {
  const lacks = (list: readonly { readonly uuid: string }[], uuid: string): boolean =>
    !list.some((each) => each.uuid === uuid)
  if (change.kind === 'create') return false
  if (change.kind === 'update' || change.kind === 'destroy') return lacks(rows, change.row.uuid)
  if (lacks(bridges, change.bridge.uuid)) return true
  return change.kind === 'attach' && change.to !== 'created' && lacks(rows, change.to.uuid)
}

/** Settings with one thing to tell them apart. */
export const wanted = (sampling = 400): Wanted => ({ state: 'row', columns: columns({ sampling }) })
export const off: Wanted = { state: 'none', why: 'there is no collector' }

/** A keeper over a database and a watch that the test decides about. */
export function createWorld(options: WorldOptions = {}) {
  const features = options.features ?? { marks: true, collectsGarbage: true, addresses: true }
  const clock = testClock()
  const { log, lines } = createFakeLog({ nowMs: () => clock.nowMs() })
  const commands: Command[] = []
  const world = {
    database: state([]),
    /** What the next command of the kind fails with; it is asked for each. */
    failure: (_kind: 'read' | 'apply'): OvsErrorCode | undefined => undefined,
    /** Of each change that was made, before its end. */
    onApplied: (): void => undefined,
    switchIsDown: false,
    /** Whether events arrive. */
    hears: true,
    hangs: false,
    restarts: 0,
    retries: 0,
    watchClosed: 0,
    ovsClosed: 0,
    changedCalls: 0,
    /** The most commands at a time. */
    most: 0,
  }
  let running = 0
  let handlers: WatchHandlers | undefined

  async function command<T>(entry: Omit<Command, 'atMs'>, work: () => T, takesMs: () => number): Promise<T> {
    commands.push({ ...entry, atMs: clock.nowMs() })
    world.most = Math.max(world.most, ++running)
    try {
      if (world.hangs) await new Promise<void>((resolve) => (release = resolve))
      const code = world.failure(entry.kind)
      if (code !== undefined) {
        await wait(COMMAND_MS)
        throw new OvsError(code, `try ${commands.length}`)
      }
      const result = work()
      await wait(takesMs())
      return result
    } finally {
      running--
    }
  }
  let release = (): void => undefined
  const wait = (ms: number): Promise<void> => new Promise((resolve) => void clock.schedule(resolve, ms))

  function change(next: SwitchState): void {
    world.database = next
    clock.schedule(() => {
      if (world.hears) handlers?.onEvent('changed')
    }, EVENT_MS)
  }

  const ovs: OpenVswitch = {
    read: () =>
      command(
        { kind: 'read' },
        () => ({ ...world.database, behind: world.database.behind && world.switchIsDown }),
        () => COMMAND_MS,
      ),
    apply: (changes, { wait: waits }) =>
      command<Applied>(
        { kind: 'apply', wait: waits, changes },
        () => {
          if (changes.some((each) => isStale(each, world.database))) throw new OvsError('HSF_OVS_STALE')
          const behind = world.database.behind || (waits && world.switchIsDown)
          change({ ...after(world.database, changes, features), behind })
          world.onApplied()
          return waits && world.switchIsDown ? 'unconfirmed' : 'in-force'
        },
        () => (waits && world.switchIsDown ? TIMEOUT_MS : COMMAND_MS),
      ),
    commands: () => [],
    strategy: () => 'id',
    version: () => '3.1.0',
    features: () => features,
    spawned: () => commands.length,
    close() {
      world.ovsClosed++
      release()
    },
  }
  const keeper = createKeeper({
    ovs,
    watch(given) {
      handlers = given
      return {
        spawned: () => 2,
        retry: () => void world.retries++,
        restart: () => void world.restarts++,
        close: async () => void world.watchClosed++,
      }
    },
    log,
    clock,
    adopt: options.adopt ?? false,
    onChanged: () => void world.changedCalls++,
  })
  handlers!.onState(options.watch ?? { state: 'watching' })

  return Object.assign(world, {
    keeper,
    clock,
    lines,
    commands,
    watch: (next: WatchState) => handlers!.onState(next),
    event: (event: 'started' | 'changed' = 'changed') => handlers!.onEvent(event),
    /** Somebody else changes the database. */
    change,
    addBridge(number: number, sflow?: SflowRow) {
      const { bridges, rows, behind } = world.database
      change({
        bridges: [...bridges, bridge(number, sflow)],
        rows: sflow === undefined ? rows : [...rows, sflow],
        behind,
      })
    },
    /** Somebody else changes the row of all bridges. */
    drift(sampling = 1) {
      const { rows } = world.database
      change({ ...world.database, rows: rows.map((each) => ({ ...each, sampling })) })
    },
    /** Whether all bridges have one row of ours, with this rate. */
    has(sampling: number): boolean {
      const { bridges, rows } = world.database
      if (bridges.length === 0) return true
      return (
        bridges.every(
          ({ sflow }) => sflow === bridges[0]?.sflow && rows.some((each) => each.uuid === sflow),
        ) && rows.every((each) => each.sampling === sampling && isOurs(each, features))
      )
    },
    count: (kind: 'read' | 'apply') => commands.filter((each) => each.kind === kind).length,
    /** Whether nothing of ours is there. */
    hasNone: () => world.database.rows.every((each) => !isOurs(each, features)),
    said: (part: string) => lines.filter((line) => line.includes(part)).length,
  })
}

/** Two bridges that have what is wanted; what that took is forgotten. */
export async function settledWorld(options: WorldOptions = {}): Promise<World> {
  const world = createWorld(options)
  world.database = state([bridge(0), bridge(1)])
  world.keeper.want(wanted(), 'revision 3 of FILE')
  await world.clock.advance(100)
  if (!world.has(400)) throw new Error('the first settings have not arrived')
  world.commands.length = 0
  world.lines.length = 0
  return world
}

export type World = ReturnType<typeof createWorld>

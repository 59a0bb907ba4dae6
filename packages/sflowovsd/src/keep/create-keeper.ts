import { isDeepStrictEqual } from 'node:util'
import { messageOf, withinTime } from '@host-sflow/agent-runtime'
import type { Watch, WatchState } from '../ovs/watch.ts'
import type { Keeper, KeeperOptions } from './keeper.ts'
import { createPasses, type Goal } from './passes.ts'
import { createScheduler, type Pause } from './scheduler.ts'
import { takeOff } from './take-off.ts'

/** hsflowd kills its sflowovsd after 3 s: by then it has said what it could not do. */
const REMOVE_LIMIT_MS = 2500
/** What is under way is a matter of some milliseconds, or hangs. */
const END_LIMIT_MS = 300
/** Each change of ours is an event; a watch that has not told it by then is deaf (a dead TCP connection). */
const DEAF_MS = 5000

export function createKeeper(options: KeeperOptions): Keeper {
  const { ovs, log, clock, adopt, onChanged } = options
  const scheduler = createScheduler(clock, pass)
  const passes = createPasses({ ovs, log, clock, adopt, busy: () => scheduler.busy() })
  let goal: Goal | undefined
  let state: WatchState = { state: 'starting' }
  let events = 0
  let lastEventMs = -Infinity
  /** Of the first event that no pass has answered. */
  let heardAtMs: number | undefined
  let closing: Promise<void> | undefined
  const watch: Watch = options.watch({ onEvent, onState })

  function onEvent(event: 'started' | 'changed'): void {
    events++
    lastEventMs = clock.nowMs()
    heardAtMs ??= lastEventMs
    if (goal === undefined) return
    if (event === 'changed') return scheduler.soon()
    passes.renew()
    scheduler.now()
  }

  function onState(next: WatchState): void {
    state = next
    arrange()
    onChanged?.()
  }

  /** Where the server is away commands would fail; before it is known whether it is, they wait. */
  function arrange(): void {
    scheduler.gate(goal !== undefined && (state.state === 'watching' || state.state === 'blind'))
  }

  async function pass(): Promise<Pause> {
    listen()
    const heard = heardAtMs
    heardAtMs = undefined
    const pause = await passes.run(goal!, heard)
    onChanged?.()
    return pause
  }

  function listen(): void {
    const changedAtMs = passes.changedAtMs()
    if (changedAtMs === undefined || state.state !== 'watching') return
    if (lastEventMs < changedAtMs && clock.nowMs() - changedAtMs > DEAF_MS) {
      lastEventMs = clock.nowMs()
      watch.restart('it did not tell of a change')
    }
  }

  async function end(remove: boolean): Promise<void> {
    const ended = scheduler.close()
    const watchEnded = watch.close()
    if (remove) await removeAll(ended)
    else await withinTime(clock, ended, END_LIMIT_MS)
    ovs.close()
    await watchEnded
  }

  async function removeAll(ended: Promise<void>): Promise<void> {
    try {
      const removed = ended.then(() => takeOff(ovs, adopt, log)).then(() => true)
      if ((await withinTime(clock, removed, REMOVE_LIMIT_MS)) === true) return
      log.warn(`sFlow could not be removed within ${REMOVE_LIMIT_MS / 1000} s, and stays as it is`)
    } catch (error) {
      log.warn(`sFlow could not be removed, and stays as it is: ${messageOf(error)}`)
    }
  }

  return {
    want(wanted, source) {
      const same = isDeepStrictEqual(wanted, goal?.wanted)
      goal = { wanted, source }
      if (same) return
      passes.renew()
      scheduler.now()
      arrange()
    },
    async check() {
      watch.retry()
      passes.renew()
      await scheduler.once()
    },
    status() {
      const { passes: count, changes, reverts, ...rest } = passes.status()
      const dueAtMs = scheduler.dueAtMs()
      return {
        ...rest,
        source: goal?.source,
        wanted: goal?.wanted,
        monitor: 'why' in state ? `${state.state}: ${state.why}` : state.state,
        nextCheckAt:
          dueAtMs === undefined
            ? undefined
            : new Date(clock.dateMs() + dueAtMs - clock.nowMs()).toISOString(),
        version: ovs.version(),
        strategy: ovs.strategy(),
        counters: { passes: count, changes, reverts, events, processes: ovs.spawned() + watch.spawned() },
      }
    },
    close: ({ remove }) => (closing ??= end(remove)),
  }
}

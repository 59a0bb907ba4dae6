import { randomUUID } from 'node:crypto'
import { systemClock } from '@host-sflow/agent-runtime'
import type { TestContext } from 'vitest'
import { until } from '../../../../tools/rigs/child.ts'
import { createFakeLog } from '../../../../tools/rigs/fake-log.ts'
import { watchDatabase, type WatchOptions } from '../../src/ovs/monitor.ts'
import type { Watch, WatchState } from '../../src/ovs/watch.ts'
import { startedWith, type Found } from './processes.ts'

/** A watch on a database, and what it tells. */
export interface WatchRig {
  readonly watch: Watch
  readonly events: ('started' | 'changed')[]
  readonly states: WatchState['state'][]
  readonly lines: string[]
  /** Of the processes that it has started, and of those that these have. */
  readonly processes: () => Found[]
  /** How many lines hold `part`. */
  readonly said: (part: string) => number
  /** Waits for more events than there were at the last call. */
  readonly hears: (what: string) => Promise<void>
  readonly is: (state: WatchState['state'], withinMs?: number) => Promise<void>
}

/** Ends it with the test. */
export function startWatch(
  ctx: Pick<TestContext, 'onTestFinished'>,
  server: string,
  options: Partial<Pick<WatchOptions, 'program' | 'env'>> = {},
): WatchRig {
  const events: WatchRig['events'] = []
  const states: WatchRig['states'] = []
  const mark = `HSF_TEST_WATCH=${randomUUID()}`
  const [name = '', value = ''] = mark.split('=')
  let heard = 0
  const { log, lines } = createFakeLog()
  const watch = watchDatabase({
    server,
    log,
    clock: systemClock,
    ...options,
    env: { ...process.env, ...options.env, [name]: value },
    onEvent: (event) => void events.push(event),
    onState: ({ state }) => void states.push(state),
  })
  ctx.onTestFinished(() => watch.close())
  return {
    watch,
    events,
    states,
    lines,
    processes: () => startedWith(mark, process.pid),
    said: (part) => lines.filter((line) => line.includes(part)).length,
    async hears(what) {
      await until(what, 5000, () => events.length > heard || undefined)
      heard = events.length
    },
    is: async (state, withinMs = 5000) => {
      await until(`it is ${state}`, withinMs, () => states.at(-1) === state || undefined)
    },
  }
}

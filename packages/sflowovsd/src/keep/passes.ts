import { isDeepStrictEqual } from 'node:util'
import type { Clock, Log } from '@host-sflow/agent-runtime'
import { OvsError } from '../errors.ts'
import type { OpenVswitch } from '../ovs/open-vswitch.ts'
import { cutName } from '../plan/bridge-names.ts'
import type { Plan } from '../plan/plan.ts'
import type { Wanted } from '../settings/wanted.ts'
import { createConfirmation } from './confirmation.ts'
import { createContention } from './contention.ts'
import { asPlanned, describeInForce } from './describe.ts'
import { createForeignNews } from './foreign-news.ts'
import { createHistory, type Cause } from './history.ts'
import { createLeft } from './left.ts'
import { createNews } from './news.ts'
import { runPass, type Passed } from './pass.ts'
import type { Pause } from './scheduler.ts'
import type { InForce, PassesStatus } from './status.ts'
import { createTroubles } from './troubles.ts'

/** What is wanted, and who says so. */
export interface Goal {
  readonly wanted: Wanted
  readonly source: string
}

export interface PassesOptions {
  readonly ovs: OpenVswitch
  readonly log: Log
  readonly clock: Clock
  readonly adopt: boolean
  /** Whether another pass follows at once. */
  readonly busy: () => boolean
}

/** One pass after the other, with what is remembered from one to the next. */
export interface Passes {
  /** `heardAtMs`: when the event was heard that it answers. Never rejects. */
  run(goal: Goal, heardAtMs: number | undefined): Promise<Pause>
  /** The settings are others, or things have changed: what failed may work now. */
  renew(): void
  /** Monotonic: when the last pass that changed something began; its events come later. */
  changedAtMs(): number | undefined
  status(): PassesStatus
}

/** New bridges are seen at once; this is for what could not be seen. */
const CHECK_MS = 60_000
/** Names of 64 characters that JSON takes six for each, and still a status file that is read. */
const MAX_NAMES = 500
/** In one line of the log. */
const MAX_DECISIONS = 5

export function createPasses({ ovs, log, clock, adopt, busy }: PassesOptions): Passes {
  const troubles = createTroubles(clock, log)
  const contention = createContention(clock)
  const confirmation = createConfirmation(clock, log)
  const history = createHistory()
  const left = createLeft(log)
  const news = createNews(clock, log)
  const foreign = createForeignNews(clock, log)
  const counts = { passes: 0, changes: 0, reverts: 0 }
  let inForce: InForce | undefined
  let lastCheckAt: string | undefined
  let startedAtMs = 0
  let changedAtMs: number | undefined
  let newBridgeMs: number | undefined

  const now = (): string => new Date(clock.dateMs()).toISOString()

  async function run(goal: Goal, heardAtMs: number | undefined): Promise<Pause> {
    counts.passes++
    startedAtMs = clock.nowMs()
    lastCheckAt = now()
    let cause: Cause = { kind: 'new', newBridges: 0 }
    let heldMs = 0
    try {
      const passed = await runPass({
        ovs,
        wanted: goal.wanted,
        adopt,
        known: history.known(),
        log,
        // Who does not answer is not waited for each time.
        wait: !confirmation.isDue(),
        mayChange(plan, before) {
          cause = history.causeOf(plan, before, goal.wanted)
          heldMs = cause.kind === 'new' ? 0 : contention.waitMs()
          return heldMs === 0 || cause.newBridges > 0
        },
      })
      confirmation.take(passed)
      if (passed.applied !== undefined) changed(goal, passed, cause)
      if (passed.rest.changes.length === 0) {
        if (cause.newBridges > 0 && heardAtMs !== undefined) newBridgeMs = clock.nowMs() - heardAtMs
        return asWanted(goal, passed)
      }
      if (passed.applied === undefined) return { idleMs: heldMs, soonMs: 0 }
      if (isDeepStrictEqual(passed.rest.changes, passed.plan.changes)) {
        throw new OvsError('HSF_OVS_DIFFERS', passed.rest.decisions.slice(0, 2).join(', '))
      }
      // Something else has changed meanwhile, a bridge more for example.
      return { idleMs: 0, soonMs: 0 }
    } catch (error) {
      return troubles.failed(error)
    }
  }

  function changed({ wanted }: Goal, { before, plan }: Passed, { kind, newBridges }: Cause): void {
    counts.changes++
    changedAtMs = startedAtMs
    history.given(wanted, before)
    if (kind === 'new') return foreign.replaced(plan.replaced)
    // A new bridge is news, with what it brings along.
    if (newBridges > 0) foreign.replaced(revertedOf(plan))
    else foreign.reverted(revertedOf(plan))
    counts.reverts++
    contention.reverted()
    if (contention.active()) {
      log.problem('HSF_OVS_CONTENTION', new OvsError('HSF_OVS_CONTENTION').message)
    }
  }

  function asWanted({ wanted, source }: Goal, { after, rest }: Passed): Pause {
    history.given(wanted, after)
    troubles.over()
    contention.quiet()
    if (!contention.active()) {
      log.recovered('HSF_OVS_CONTENTION', 'nobody else changes the sFlow settings of Open vSwitch any more')
    }
    left.tell(rest)
    const bridges = after.bridges.toSorted((a, b) => (a.name < b.name ? -1 : 1))
    inForce = {
      at: now(),
      columns: rest.columns,
      row: wanted.state === 'row' ? bridges[0]?.sflow : undefined,
      bridgeCount: bridges.length,
      bridges: bridges.slice(0, MAX_NAMES).map(({ name }) => ({ name: cutName(name) })),
    }
    const text = describeInForce(asPlanned(wanted, rest), bridges, rest.left.length)
    const aside = `(${source})${confirmation.isDue() ? ', once ovs-vswitchd has taken it in' : ''}`
    news.tell({ text, aside, wanted, busy: busy() })
    return { idleMs: confirmation.lookAgainMs() ?? CHECK_MS, soonMs: 0 }
  }

  return {
    run,
    renew: () => troubles.renew(),
    changedAtMs: () => changedAtMs,
    status: () => ({
      inForce,
      lastError: troubles.last()?.text,
      lastErrorAt: troubles.last()?.at,
      trouble: troubles.current(),
      lastCheckAt,
      contention: contention.active(),
      unconfirmed: confirmation.isDue(),
      newBridgeMs,
      ...counts,
    }),
  }
}

function revertedOf({ decisions, drifted, replaced }: Plan): readonly string[] {
  const texts = [...replaced, ...drifted]
  // A bridge that has lost its row held nothing else.
  return texts.length > 0
    ? texts
    : [`somebody else has changed what is ours: ${decisions.slice(0, MAX_DECISIONS).join(', ')}`]
}

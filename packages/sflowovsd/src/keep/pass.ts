import type { Log } from '@host-sflow/agent-runtime'
import type { Applied, OpenVswitch } from '../ovs/open-vswitch.ts'
import { planChanges, type Plan } from '../plan/plan.ts'
import type { SwitchState } from '../plan/state.ts'
import type { Wanted } from '../settings/wanted.ts'

export interface PassOptions {
  readonly ovs: OpenVswitch
  readonly wanted: Wanted
  readonly adopt: boolean
  /** UUIDs of the bridges that were as wanted when last looked. */
  readonly known?: ReadonlySet<string> | undefined
  /** Whether ovs-vswitchd is waited for. */
  readonly wait: boolean
  readonly log: Log
  /** Whether these changes may be made now; always unless told. */
  readonly mayChange?: (plan: Plan, before: SwitchState) => boolean
}

/** What a pass found and did. */
export interface Passed {
  readonly before: SwitchState
  readonly plan: Plan
  /** Undefined: nothing was changed. */
  readonly applied: Applied | undefined
  /** Read after the changes. */
  readonly after: SwitchState
  /** What is to be done still; of nothing when all is as wanted. */
  readonly rest: Plan
}

/** A thousand bridges are a thousand decisions. */
const MAX_DECISIONS = 20

/**
 * Reads, changes what is not as wanted, and reads back. `wanted` none: only what is ours is taken off.
 * @throws OvsError
 */
export async function runPass(options: PassOptions): Promise<Passed> {
  const { ovs, wanted, adopt, known, wait, log, mayChange = () => true } = options
  const look = (state: SwitchState): Plan =>
    planChanges(state, wanted, { adopt, ...ovs.features(), ...(known !== undefined && { known }) })

  const before = await ovs.read()
  const plan = look(before)
  for (const decision of plan.decisions.slice(0, MAX_DECISIONS)) log.debug(decision)
  const more = plan.decisions.length - MAX_DECISIONS
  if (more > 0) log.debug(`and ${more} more of the kind`)
  if (plan.changes.length === 0 || !mayChange(plan, before)) {
    return { before, plan, applied: undefined, after: before, rest: plan }
  }
  const applied = await ovs.apply(plan.changes, { wait })
  const after = await ovs.read()
  return { before, plan, applied, after, rest: look(after) }
}

import { isDeepStrictEqual } from 'node:util'
import type { Plan } from '../plan/plan.ts'
import type { SwitchState } from '../plan/state.ts'
import type { Wanted } from '../settings/wanted.ts'

/** Why something is to be changed: `new`: settings or bridges; `foreign`: somebody else has changed what was ours. */
export type Cause = { readonly kind: 'new' | 'foreign'; readonly newBridges: number }

/** What Open vSwitch has been given so far: it tells new settings and bridges from changes of somebody else. */
export interface History {
  /** UUIDs of the bridges that have been seen with what was wanted. */
  known(): ReadonlySet<string> | undefined
  causeOf(plan: Plan, state: SwitchState, wanted: Wanted): Cause
  /** It now has, or was given, what is wanted. */
  given(wanted: Wanted, state: SwitchState): void
}

export function createHistory(): History {
  let last: { readonly wanted: Wanted; readonly bridges: ReadonlySet<string> } | undefined
  return {
    known: () => last?.bridges,
    causeOf(plan, { bridges }, wanted) {
      const added = bridges.filter(({ uuid }) => !last?.bridges.has(uuid)).length
      const kind =
        last === undefined || !isDeepStrictEqual(last.wanted, wanted) || (added > 0 && !plan.foreignChange)
          ? 'new'
          : 'foreign'
      return { kind, newBridges: last === undefined ? 0 : added }
    },
    given(wanted, { bridges }) {
      last = { wanted, bridges: new Set(bridges.map(({ uuid }) => uuid)) }
    },
  }
}

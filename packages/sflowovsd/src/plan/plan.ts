import type { Wanted } from '../settings/wanted.ts'
import type { Features } from '../ovs/open-vswitch.ts'
import type { Change } from './change.ts'
import type { SwitchState } from './state.ts'

/** The key in external_ids, and its value, that mark a row as ours. */
export const MARK = { key: 'host-sflow-owner', value: 'sflowovsd' } as const

/** What is to be done to make the state the wanted one. */
export interface Plan {
  /** Nothing: the state is as wanted. */
  readonly changes: readonly Change[]
  /** Each decision in words, for -d. */
  readonly decisions: readonly string[]
  /** Of rows that are replaced, adopted or put right: what they held. To be logged. */
  readonly replaced: readonly string[]
  /** Rows of others that stay, since nothing is wanted: to be said once. */
  readonly left: readonly string[]
  /** Somebody else changed what was ours: not a new bridge, nor new settings. */
  readonly foreignChange: boolean
}

export interface PlanOptions extends Features {
  /** Rows of others are taken over instead of replaced. */
  readonly adopt: boolean
}

export declare function planChanges(state: SwitchState, wanted: Wanted, options: PlanOptions): Plan

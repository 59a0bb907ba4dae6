import type { SflowColumns } from '../plan/state.ts'

/** What Open vSwitch is to have: one row for all bridges, or no sFlow, and why. */
export type Wanted =
  { readonly state: 'row'; readonly columns: SflowColumns } | { readonly state: 'none'; readonly why: string }

/** Something that the operator should know of the settings; `code` is the key of the condition. */
export interface Note {
  readonly code: string
  readonly text: string
}

import type { BridgeRow, SflowColumns, SflowRow } from './state.ts'

/** One part of a transaction; `seen`: of the agent (agent.ts). Its words for ovs-vsctl: ovs/commands.ts. */
export type Change =
  /** Makes a row that is marked as ours; at most one in a transaction. */
  | { readonly kind: 'create'; readonly columns: SflowColumns; readonly seen?: string }
  /** Sets these columns (undefined: empties one), and marks the row as ours where `mark` is true. */
  | {
      readonly kind: 'update'
      readonly row: SflowRow
      readonly columns: Partial<SflowColumns>
      readonly mark: boolean
      readonly seen?: string
    }
  /** Gives a bridge a row: the one of this transaction, or one that is there. */
  | { readonly kind: 'attach'; readonly bridge: BridgeRow; readonly to: 'created' | SflowRow }
  | { readonly kind: 'detach'; readonly bridge: BridgeRow }
  /** Where unreferenced rows do not go by themselves (1.0). */
  | { readonly kind: 'destroy'; readonly row: SflowRow }

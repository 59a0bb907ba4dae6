import type { Features } from '../ovs/open-vswitch.ts'
import type { SflowRow } from './state.ts'

/** The key in external_ids, and its value, that mark a row as ours. */
export const MARK = { key: 'host-sflow-owner', value: 'sflowovsd' } as const

/** Whether sflowovsd made the row, or has adopted it. Where rows cannot be marked, each may be ours. */
export const isOurs = ({ externalIds }: SflowRow, { marks }: Pick<Features, 'marks'>): boolean =>
  !marks || externalIds.get(MARK.key) === MARK.value

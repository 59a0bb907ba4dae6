import type { Change } from './change.ts'
import { SEEN_KEY } from './agent.ts'
import { MARK } from './mark.ts'
import type { PlanOptions } from './plan.ts'
import type { BridgeRow, SflowColumns, SflowRow, SwitchState } from './state.ts'

export const uuid = (number: number): string => `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`

export const columns = (more: Partial<SflowColumns> = {}): SflowColumns => ({
  agent: 'eth0',
  header: 128,
  polling: 20,
  sampling: 400,
  targets: ['10.0.0.1:6343'],
  ...more,
})

export const row = (number: number, more: Partial<SflowRow> = {}): SflowRow => ({
  ...columns(),
  uuid: uuid(number),
  externalIds: new Map(),
  ...more,
})

export const ours = (number: number, more: Partial<SflowRow> = {}): SflowRow =>
  row(number, { externalIds: new Map([[MARK.key, MARK.value]]), ...more })

export const bridge = (number: number, sflow?: SflowRow): BridgeRow => ({
  uuid: uuid(1000 + number),
  name: `br${number}`,
  sflow: sflow?.uuid,
})

export const state = (bridges: readonly BridgeRow[], rows: readonly SflowRow[] = []): SwitchState => ({
  bridges,
  rows,
  behind: false,
})

/** What the database has after a transaction: a model, which the tests with a real one hold to account. */
export function after(
  { bridges, rows }: SwitchState,
  changes: readonly Change[],
  { marks, collectsGarbage }: Pick<PlanOptions, 'marks' | 'collectsGarbage'>,
): SwitchState {
  const created = uuid(999)
  const references = new Map(bridges.map((each) => [each.uuid, each.sflow]))
  const next = new Map(rows.map((each) => [each.uuid, each]))
  const marked = (ids: ReadonlyMap<string, string>): ReadonlyMap<string, string> =>
    marks ? new Map([...ids, [MARK.key, MARK.value]]) : ids
  const noted = (ids: ReadonlyMap<string, string>, seen: string | undefined): ReadonlyMap<string, string> =>
    seen === undefined ? ids : new Map([...ids, [SEEN_KEY, seen]])
  for (const change of changes) {
    if (change.kind === 'create')
      next.set(created, {
        ...change.columns,
        uuid: created,
        externalIds: noted(marked(new Map()), change.seen),
      })
    else if (change.kind === 'update')
      next.set(change.row.uuid, {
        ...next.get(change.row.uuid)!,
        ...change.columns,
        externalIds: noted(
          change.mark ? marked(change.row.externalIds) : change.row.externalIds,
          change.seen,
        ),
      })
    else if (change.kind === 'attach')
      references.set(change.bridge.uuid, change.to === 'created' ? created : change.to.uuid)
    else if (change.kind === 'detach') references.set(change.bridge.uuid, undefined)
    else next.delete(change.row.uuid)
  }
  const used = new Set(references.values())
  return {
    bridges: bridges.map((each) => ({ ...each, sflow: references.get(each.uuid) })),
    rows: [...next.values()].filter((each) => !collectsGarbage || used.has(each.uuid)),
    behind: false,
  }
}

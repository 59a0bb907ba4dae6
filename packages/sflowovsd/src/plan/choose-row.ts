import { isOurs } from './mark.ts'
import type { PlanOptions } from './plan.ts'
import type { SflowRow, SwitchState } from './state.ts'
import { usersOf } from './users.ts'

/**
 * The row that all bridges are to have, if one that is there can be used: ours before an adopted one, the one of the most
 * bridges before others, and among equals always the same.
 */
export function chooseRow({ bridges, rows }: SwitchState, options: PlanOptions): SflowRow | undefined {
  const all = usersOf(bridges)
  const users = ({ uuid }: SflowRow): number => all.get(uuid)?.length ?? 0
  const usable = rows
    .filter((row) => isOurs(row, options) || options.adopt)
    // Without a bridge the database may have removed it by now.
    .filter((row) => !options.collectsGarbage || users(row) > 0)
  const [best] = usable.toSorted(
    (a, b) =>
      Number(isOurs(b, options)) - Number(isOurs(a, options)) ||
      users(b) - users(a) ||
      (a.uuid < b.uuid ? -1 : 1),
  )
  return best
}

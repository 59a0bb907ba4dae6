import type { Log } from '@host-sflow/agent-runtime'
import type { Plan } from '../plan/plan.ts'

/** Rows of more than that are counted, not told one by one. */
const MAX_TOLD = 10
const MORE = 'more rows'

/** Tells once of each row of somebody else that stays while nothing is wanted. */
export function createLeft(log: Log): { tell(plan: Pick<Plan, 'left'>): void } {
  let told = new Set<string>()
  return {
    tell({ left }) {
      // A row stays the same one when the bridges that have it, or its content, change.
      const now = new Map(left.slice(0, MAX_TOLD).map(({ uuid, text }) => [uuid, text]))
      const more = left.length - now.size
      if (more > 0) now.set(MORE, `${more} ${MORE}`)
      for (const key of told) if (!now.has(key)) log.forget(`left ${key}`)
      for (const [key, text] of now) {
        if (!told.has(key))
          log.problem(`left ${key}`, `${text} is not ours, and stays (whoever set it can remove it)`)
      }
      told = new Set(now.keys())
    },
  }
}

import type { Log } from '@host-sflow/agent-runtime'

/** Rows of more than that are counted, not told one by one. */
const MAX_TOLD = 10

/** Tells once of each row of somebody else that stays while nothing is wanted. */
export function createLeft(log: Log): { tell(left: readonly string[]): void } {
  let told = new Set<string>()
  return {
    tell(left) {
      const now = new Set(left.slice(0, MAX_TOLD))
      const more = left.length - now.size
      if (more > 0) now.add(`${more} more rows`)
      for (const text of told) if (!now.has(text)) log.forget(`left ${text}`)
      for (const text of now) {
        if (!told.has(text))
          log.problem(`left ${text}`, `${text} is not ours, and stays (whoever set it can remove it)`)
      }
      told = now
    },
  }
}

import type { Clock, Log } from '@host-sflow/agent-runtime'

/** In a storm of changes what is in force is not told more often. */
const LEAST_MS = 5000

/** Tells what is in force, when that has changed. */
export interface News {
  /** `busy`: more changes follow at once. `aside` alone makes no news. */
  tell(text: string, aside: string, busy: boolean): void
}

export function createNews(clock: Clock, log: Log): News {
  let told: { readonly text: string; readonly atMs: number } | undefined
  return {
    tell(text, aside, busy) {
      const nowMs = clock.nowMs()
      if (text === told?.text) return
      if (busy && told !== undefined && nowMs - told.atMs < LEAST_MS) return
      told = { text, atMs: nowMs }
      log.info(`${text} ${aside}`)
    },
  }
}

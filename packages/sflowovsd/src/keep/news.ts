import { isDeepStrictEqual } from 'node:util'
import type { Clock, Log } from '@host-sflow/agent-runtime'
import type { Wanted } from '../settings/wanted.ts'
import { createPace } from './pace.ts'

/** In a storm of changes what is in force is not told more often. */
const LEAST_MS = 5000
/** Bridges that come and go are told so often at once, and then once in this time. */
const BURST = 10
const EVERY_MS = 300_000

/** What is in force. */
export interface Item {
  readonly text: string
  /** Alone it makes no news. */
  readonly aside: string
  readonly wanted: Wanted
  /** More changes follow at once. */
  readonly busy: boolean
}

/** Tells what is in force, when that has changed. What is not told now the next pass tells. */
export interface News {
  tell(item: Item): void
}

export function createNews(clock: Clock, log: Log): News {
  const pace = createPace(clock, BURST, EVERY_MS)
  let told: { readonly text: string; readonly wanted: Wanted; readonly atMs: number } | undefined
  return {
    tell({ text, aside, wanted, busy }) {
      const atMs = clock.nowMs()
      if (text === told?.text) return
      if (busy && told !== undefined && atMs - told.atMs < LEAST_MS) return
      if (isDeepStrictEqual(wanted, told?.wanted)) {
        if (pace.waitMs() > 0) return
        pace.take()
      }
      told = { text, wanted, atMs }
      log.info(`${text} ${aside}`)
    },
  }
}

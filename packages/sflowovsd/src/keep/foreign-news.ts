import type { Clock, Log } from '@host-sflow/agent-runtime'
import { createPace } from './pace.ts'

/** On a host with a thousand bridges somebody may have given each of them a row. */
const MAX_LINES = 20
/** Who never stops is told in full so often at once, and then once an hour. */
const BURST = 20
const EVERY_MS = 3_600_000

/** Tells what somebody else has set or changed. */
export interface ForeignNews {
  replaced(texts: readonly string[]): void
  /** What was ours, and is put right. */
  reverted(texts: readonly string[]): void
}

export function createForeignNews(clock: Clock, log: Log): ForeignNews {
  const pace = createPace(clock, BURST, EVERY_MS)

  function replaced(texts: readonly string[]): void {
    for (const text of texts.slice(0, MAX_LINES)) log.warn(text)
    const more = texts.length - MAX_LINES
    if (more > 0) log.warn(`and ${more} more of the kind`)
  }

  return {
    replaced,
    reverted(texts) {
      if (pace.waitMs() === 0) {
        pace.take()
        log.forget('HSF_OVS_REVERTED')
        return replaced(texts)
      }
      for (const text of texts.slice(0, MAX_LINES)) log.debug(text)
      log.problem(
        'HSF_OVS_REVERTED',
        'somebody else goes on changing the sFlow settings of Open vSwitch: they are put right, and from now on mostly counted (find who does; -d shows each change)',
      )
    },
  }
}

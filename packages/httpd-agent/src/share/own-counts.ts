import type { FlowKind } from '../service/service.ts'
import type { Gauges } from '../service/gauges.ts'
import { createTotals, SLOT, type Totals } from '../service/totals.ts'
import type { Guard } from './guard.ts'
import type { Flow, ShareOptions } from './share.ts'

/** What this member counts, the samples included that its share has lost. */
export interface OwnCounts {
  /** Used again by the next call. */
  read(): { readonly totals: Totals; readonly gauges: Gauges | undefined }
  lose(flow: Flow): void
  /** Whether this member answered requests itself when it was last read. */
  readonly serves: boolean
}

const SLOTS_OF: Readonly<Record<FlowKind, { readonly drops: number; readonly lost: number }>> = {
  requests: { drops: SLOT.DROPS, lost: SLOT.LOST },
  operations: { drops: SLOT.OPERATION_DROPS, lost: SLOT.OPERATION_LOST },
}

export function createOwnCounts(collect: ShareOptions['collect'], guard: Guard): OwnCounts {
  const totals = createTotals()
  const lost = createTotals()
  let gauges: Gauges | undefined
  return {
    read() {
      guard(() => {
        const found = collect()
        for (let slot = 0; slot < totals.length; slot++) totals[slot] = found.totals[slot]! + lost[slot]!
        gauges = found.gauges
      })
      return { totals, gauges }
    },
    get serves() {
      return gauges !== undefined
    },
    lose({ kind, seen }) {
      const slots = SLOTS_OF[kind]
      lost[slots.drops]!++
      lost[slots.lost]! += seen
    },
  }
}

import { createSampler, type Random, type Sampler } from '@host-sflow/agent-runtime'
import type { RecordInput } from '@host-sflow/sflow-encoder'
import type { Service } from './service.ts'
import type { FlowKind } from './service.ts'
import { createTotals, SLOT, type Totals } from './totals.ts'

export interface CreateServiceOptions {
  readonly index: number
  readonly label: string
  readonly random: Random
  readonly onFlow: (kind: FlowKind, records: readonly RecordInput[], rate: number) => void
}

/** A service whose pools {@link Counted.count} brings into its totals. */
export interface Counted extends Service {
  /** Brings what the samplers have counted into the totals. */
  count(): void
}

/** The samplers only pick: the stream, which may be another process's, gives samples their numbers. */
export function createService({ index, label, random, onFlow }: CreateServiceOptions): Counted {
  const totals = createTotals()
  const picker = (): Sampler =>
    createSampler(
      { name: label, dataSource: { class: 3, index }, rate: 0 },
      { random, submit: () => undefined, onRemove: () => undefined },
    )
  const requests = picker()
  const operations = picker()
  const countRequests = pool(requests, totals, SLOT.POOL)
  const countOperations = pool(operations, totals, SLOT.OPERATION_POOL)
  return {
    index,
    label,
    totals,
    requests,
    operations,
    inFlight: 0,
    flow: onFlow,
    count() {
      countRequests()
      countOperations()
    },
  }
}

/** The pool of a sampler goes round at 2^32, totals do not. */
function pool(sampler: Sampler, totals: Totals, slot: number): () => void {
  let last = 0
  return () => {
    totals[slot]! += (sampler.pool - last) >>> 0
    last = sampler.pool
  }
}

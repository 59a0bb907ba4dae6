import { createSampler, type Random, type Sampler } from '@host-sflow/agent-runtime'
import type { RecordInput } from '@host-sflow/sflow-encoder'
import type { FlowKind, Service } from './service.ts'
import { createTotals } from './totals.ts'

export interface CreateServiceOptions {
  readonly index: number
  readonly label: string
  readonly random: Random
  /** `seen`: events that could have been sampled since the last sample of its kind, this one included. */
  readonly onFlow: (kind: FlowKind, records: readonly RecordInput[], rate: number, seen: number) => void
}

/** The samplers only pick: the stream, which may be another process's, gives samples their numbers. */
export function createService({ index, label, random, onFlow }: CreateServiceOptions): Service {
  const picker = (): Sampler =>
    createSampler(
      { name: label, dataSource: { class: 3, index }, rate: 0 },
      { random, submit: () => undefined, onRemove: () => undefined },
    )
  const requests = picker()
  const operations = picker()
  const seen = { requests: seenBy(requests), operations: seenBy(operations) }
  return {
    index,
    label,
    totals: createTotals(),
    requests,
    operations,
    inFlight: 0,
    flow: (kind, records, rate) => onFlow(kind, records, rate, seen[kind]()),
  }
}

/** Growth of the pool, which goes round at 2^32, since it was last asked for. */
function seenBy(sampler: Sampler): () => number {
  let last = 0
  return () => {
    const growth = (sampler.pool - last) >>> 0
    last = sampler.pool
    return growth
  }
}

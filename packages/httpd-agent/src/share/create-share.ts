import type { Clock, Log, Random } from '@host-sflow/agent-runtime'
import type { Share, ShareOptions } from './share.ts'

export interface CreateShareOptions extends ShareOptions {
  readonly log: Log
  readonly clock: Clock
  readonly random: Random
  /** Where the sockets of groups are, best first; a private directory of the user unless told. */
  readonly directories?: readonly string[]
  /** False: role `alone` from the beginning, without a socket. */
  readonly shared?: boolean
}

/** In the making: alone. */
export function createShare({ open, collect, clock }: CreateShareOptions): Share {
  const stream = open({
    resume: undefined,
    gauges: () => [collect().gauges].filter((each) => each !== undefined),
    beforeSend: () => undefined,
  })
  let last: number[] = []
  let cancel = (): void => undefined
  function grow(): void {
    const { totals } = collect()
    stream.grow(Array.from(totals, (value, i) => value - (last[i] ?? 0)))
    last = Array.from(totals)
  }
  function tick(): void {
    grow()
    cancel = clock.schedule(tick, 500)
  }
  tick()
  return {
    role: 'alone',
    flow(flow) {
      grow()
      stream.flow(flow)
    },
    flush: grow,
    async close() {
      cancel()
      grow()
      stream.close()
    },
  }
}

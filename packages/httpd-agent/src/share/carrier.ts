import { randomBytes } from 'node:crypto'
import type { Guard } from './guard.ts'
import type { Memory } from './memory.ts'
import type { Flow, OpenStreamOptions, ServiceStream, ShareOptions, StreamState } from './share.ts'

export interface CarrierOptions extends Pick<OpenStreamOptions, 'gauges' | 'beforeSend' | 'collect'> {
  readonly open: ShareOptions['open']
  readonly memory: Memory
  readonly guard: Guard
}

/** Has the stream, while this process is the one that has it. What the stream throws is logged. */
export interface Carrier {
  readonly isOpen: boolean
  /** Opens the stream where it was left, unless it is open. */
  open(): void
  state(): StreamState | undefined
  /** Adds what is new in a member's totals. */
  include(id: string, totals: ArrayLike<number>, withCpu: boolean): void
  flow(flow: Flow): void
  flush(): void
  /** Sends what waits; {@link Memory} has the last state then. */
  close(): void
}

export function createCarrier({ open, memory, guard, ...hooks }: CarrierOptions): Carrier {
  let stream: ServiceStream | undefined

  return {
    get isOpen() {
      return stream !== undefined
    },
    open() {
      if (stream !== undefined) return
      guard(() => {
        const opened = open({ resume: memory.snapshot()?.state, ...hooks })
        memory.begin(randomBytes(8).toString('hex'), opened.state())
        stream = opened
      })
    },
    state: () => guard(() => stream?.state()),
    include(id, totals, withCpu) {
      // Without a stream it stays to be included.
      if (stream !== undefined) guard(() => stream?.grow(memory.include(id, totals, withCpu)))
    },
    flow: (flow) => guard(() => stream?.flow(flow)),
    flush: () => guard(() => stream?.flush()),
    close() {
      guard(() => stream?.close())
      const last = guard(() => stream?.state())
      if (last !== undefined) memory.snapshot(last)
      stream = undefined
    },
  }
}

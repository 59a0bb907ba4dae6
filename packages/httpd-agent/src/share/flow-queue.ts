import type { Clock } from '@host-sflow/agent-runtime'
import type { Flow } from './share.ts'

/** While nobody leads. */
const MAX_WAITING = 1000
/** Several go in one message; a datagram waits for a second anyway. */
const BATCH_MS = 100

export interface FlowQueueOptions {
  readonly clock: Clock
  /** It is time to hand over what waits, if there is somebody. */
  readonly onDue: () => void
  readonly onLost: (flow: Flow) => void
}

/** Samples on their way to the leader. */
export interface FlowQueue {
  add(flow: Flow): void
  take(): Flow[]
}

export function createFlowQueue({ clock, onDue, onLost }: FlowQueueOptions): FlowQueue {
  let waiting: Flow[] = []
  let isScheduled = false
  return {
    add(flow) {
      if (waiting.length >= MAX_WAITING) {
        onLost(flow)
        return
      }
      waiting.push(flow)
      if (isScheduled) return
      isScheduled = true
      clock.schedule(() => {
        isScheduled = false
        onDue()
      }, BATCH_MS)
    },
    take() {
      const taken = waiting
      waiting = []
      return taken
    },
  }
}

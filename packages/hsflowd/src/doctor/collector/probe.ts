import { openTransport, type CollectorSpec, type OpenTransport } from '@host-sflow/agent-runtime'
import { testDatagram } from './test-datagram.ts'

/** A refusal comes back within a round trip. */
const HEAR_MS = 800
/** Of a socket that the event loop does not watch, a refusal is heard at the next datagram only. */
const NATIVE_DATAGRAMS = 4

/** What became of a test datagram to one address. */
export interface Probe {
  readonly address: string
  /** Nothing: it left, and nobody has refused it. */
  readonly error: unknown
}

/** Opens a socket as hsflowd does, sends, and listens for what the network says to it. Never rejects. */
export async function probe(
  spec: CollectorSpec,
  address: string,
  agentAddress: string,
  open: OpenTransport = openTransport,
): Promise<Probe> {
  let error: unknown
  let stop = (): void => undefined
  try {
    const transport = await open({
      ...spec,
      address,
      onSent: () => undefined,
      onLost: () => undefined,
      onError(cause) {
        error ??= cause
        stop()
      },
    })
    const datagrams = spec.device === undefined && spec.namespace === undefined ? 1 : NATIVE_DATAGRAMS
    for (let i = 0; i < datagrams; i++) {
      transport.send(testDatagram(agentAddress, i + 1, Math.round((i * HEAR_MS) / datagrams)))
      await heard(
        HEAR_MS / datagrams,
        (wake) => (stop = wake),
        () => error !== undefined,
      )
      if (error !== undefined) break
    }
    await transport.close()
  } catch (cause) {
    error ??= cause
  }
  return { address, error }
}

function heard(limitMs: number, onStop: (wake: () => void) => void, isOver: () => boolean): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, limitMs)
    const wake = (): void => {
      clearTimeout(timer)
      resolve()
    }
    onStop(wake)
    if (isOver()) wake()
  })
}

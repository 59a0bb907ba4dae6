import type { Clock } from '../clock.ts'
import { codeOf } from '../errors.ts'
import { createBackOff } from './back-off.ts'
import type { CollectorSpec } from './collector-spec.ts'
import type { OpenTransport, Transport } from './transport.ts'
import { createTrial, type Trial } from './trial.ts'

export interface ConnectionOptions {
  readonly spec: CollectorSpec
  readonly clock: Clock
  readonly openTransport: OpenTransport
  readonly onOpen: (address: string) => void
  readonly onSent: (bytes: number) => void
  /** Nothing listens at any of the addresses. */
  readonly onRefused: (address: string) => void
  readonly onLost: () => void
  /** A datagram could not be sent, the socket is still good. */
  readonly onHiccup: (error: unknown) => void
  /** No socket, for now: it is tried again after a while. */
  readonly onFailure: (error: unknown) => void
}

/** Keeps one socket open to one of the addresses of a collector. */
export interface Connection {
  /** The address in use, or the last one. */
  readonly address: string | undefined
  /** Gives the addresses, best first. The one in use is kept as long as it is among them. */
  use(addresses: readonly string[]): void
  send(bytes: Uint8Array): 'taken' | 'queue full' | 'not open'
  close(): Promise<void>
}

/** Of these the socket recovers by itself. */
const PASSING = new Set(['EMSGSIZE', 'EAGAIN', 'ENOBUFS', 'ENOMEM', 'EINTR'])

/** Nothing is open before the first {@link Connection.use}. */
export function createConnection(options: ConnectionOptions): Connection {
  const { spec, clock, openTransport } = options
  const backOff = createBackOff()
  const refusing = new Set<string>()
  let addresses: readonly string[] = []
  let address: string | undefined
  let transport: Transport | undefined
  /** With several addresses only. */
  let trial: Trial | undefined
  let opening = false
  let closed = false
  let cancelRetry = (): void => undefined

  async function tryToOpen(candidate: string): Promise<Transport> {
    // Errors name their transport, so that late ones of a replaced socket are told apart.
    const own: { transport?: Transport } = {}
    own.transport = await openTransport({
      ...spec,
      address: candidate,
      onSent(bytes) {
        backOff.reset()
        options.onSent(bytes)
      },
      onLost: options.onLost,
      onError: (error) => {
        if (own.transport !== undefined) onError(own.transport, error)
      },
    })
    return own.transport
  }

  /** Tries the addresses in turn, from the given one on; the old socket serves until the new one is there. */
  async function open(first: number): Promise<void> {
    if (opening || closed) return
    opening = true
    cancelRetry()
    const list = addresses
    let failure: unknown = new Error('no address')
    let opened: Transport | undefined
    for (let i = 0; i < list.length && opened === undefined; i++) {
      const candidate = list[(first + i) % list.length]!
      try {
        opened = await tryToOpen(candidate)
        address = candidate
      } catch (error) {
        failure = error
      }
    }
    opening = false
    if (closed) void opened?.close()
    else if (opened === undefined) retryLater(failure)
    else {
      void transport?.close()
      transport = opened
      const again = refusing.size > 0 ? (trial?.copies() ?? []) : []
      trial = addresses.length > 1 ? createTrial(clock) : undefined
      options.onOpen(address!)
      for (const bytes of again) send(bytes)
      if (!addresses.includes(address!)) void open(0)
    }
  }

  function retryLater(error: unknown): void {
    void transport?.close()
    transport = undefined
    cancelRetry = clock.schedule(() => void open(0), backOff.nextMs())
    options.onFailure(error)
  }

  function onError(source: Transport, error: unknown): void {
    if (source !== transport || closed) return
    const code = codeOf(error)
    if (code === 'ECONNREFUSED') onRefused()
    else if (PASSING.has(code)) options.onHiccup(error)
    else retryLater(error)
  }

  function onRefused(): void {
    const refused = address!
    refusing.add(refused)
    // A name with several addresses (localhost!) is refused only when all of them are.
    if (addresses.every((candidate) => refusing.has(candidate))) {
      refusing.clear()
      trial = undefined
      options.onRefused(refused)
    }
    if (addresses.length > 1) void open(addresses.indexOf(refused) + 1)
  }

  function send(bytes: Uint8Array): 'taken' | 'queue full' | 'not open' {
    if (transport === undefined) return 'not open'
    trial?.record(bytes)
    return transport.send(bytes) ? 'taken' : 'queue full'
  }

  return {
    get address() {
      return address
    },
    use(list) {
      addresses = list
      if (transport !== undefined && list.includes(address!)) return
      refusing.clear()
      void open(0)
    },
    send,
    async close() {
      closed = true
      cancelRetry()
      await transport?.close()
    },
  }
}

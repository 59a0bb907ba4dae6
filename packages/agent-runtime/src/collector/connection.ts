import type { Clock } from '../clock.ts'
import { codeOf } from '../errors.ts'
import { createBackOff } from '../back-off.ts'
import type { CollectorSpec } from './collector-spec.ts'
import type { OpenTransport, Transport } from './transport.ts'
import { createTrial, type Trial } from './trial.ts'

export interface ConnectionOptions {
  readonly spec: CollectorSpec
  readonly clock: Clock
  readonly openTransport: OpenTransport
  readonly onOpen: (address: string) => void
  readonly onSent: (bytes: number) => void
  /** All of the addresses refuse what they get; the error is that of this one. */
  readonly onRefused: (address: string, error: unknown) => void
  readonly onLost: () => void
  /** A datagram could not be sent, the socket is still good. */
  readonly onHiccup: (error: unknown) => void
  /** The socket has failed, and another one is being opened at once. */
  readonly onReopen: (error: unknown) => void
  /** No socket could be opened, or it does not last: it is tried again after a while. */
  readonly onFailure: (error: unknown, wasOpen: boolean) => void
}

/** Keeps one socket open to one of the addresses of a collector. */
export interface Connection {
  /** The address in use, or the last one. */
  readonly address: string | undefined
  /** Whether there is a socket: one that has failed counts until another could not be opened. */
  readonly open: boolean
  /** Gives the addresses, best first. The one in use is kept as long as it is among them. */
  use(addresses: readonly string[]): void
  send(bytes: Uint8Array): 'taken' | 'queue full' | 'not open'
  /** Opens the socket anew if it sends from an address that is not among these. */
  checkSource(own: ReadonlySet<string>): void
  close(): Promise<void>
}

/** Of these the socket recovers by itself. */
const PASSING = new Set(['EMSGSIZE', 'EAGAIN', 'ENOBUFS', 'ENOMEM', 'EINTR'])
/**
 * What Linux makes of the ICMP errors that it reports to a connected socket (icmp_err_convert, tab_unreach): a port
 * that nobody listens at, firewalls that reject. Another socket would fare no better.
 */
const REFUSALS = new Set(['ECONNREFUSED', 'EHOSTUNREACH', 'EACCES', 'ENOPROTOOPT', 'EPROTO'])

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
  let reopening = false
  /** A datagram has left since the last failure. */
  let proven = false
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
        proven = true
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
    let candidate = ''
    for (let i = 0; i < list.length && opened === undefined; i++) {
      candidate = list[(first + i) % list.length]!
      try {
        opened = await tryToOpen(candidate)
      } catch (error) {
        failure = error
      }
    }
    opening = false
    if (closed) void opened?.close()
    else if (opened !== undefined) adopt(opened, candidate)
    else if (list !== addresses) void open(0)
    else retryLater(failure, false)
  }

  function adopt(opened: Transport, candidate: string): void {
    void transport?.close()
    transport = opened
    address = candidate
    reopening = false
    const again = refusing.size > 0 ? (trial?.copies() ?? []) : []
    trial = addresses.length > 1 ? createTrial(clock) : undefined
    options.onOpen(candidate)
    for (const bytes of again) send(bytes)
    if (!addresses.includes(candidate)) void open(0)
  }

  function retryLater(error: unknown, wasOpen: boolean): void {
    reopening = false
    cancelRetry = clock.schedule(() => void open(0), backOff.nextMs())
    options.onFailure(error, wasOpen)
  }

  function onError(source: Transport, error: unknown): void {
    if (source !== transport || closed) return
    const code = codeOf(error)
    if (REFUSALS.has(code)) onRefused(error)
    else if (PASSING.has(code)) options.onHiccup(error)
    else onBroken(error)
  }

  /** A device or namespace that was replaced is followed at once; what fails again and again waits. */
  function onBroken(error: unknown): void {
    void transport?.close()
    transport = undefined
    if (!proven) {
      retryLater(error, true)
      return
    }
    proven = false
    reopening = true
    options.onReopen(error)
    void open(0)
  }

  function onRefused(error: unknown): void {
    const refused = address!
    refusing.add(refused)
    // A name with several addresses (localhost!) is refused only when all of them are.
    if (addresses.every((candidate) => refusing.has(candidate))) {
      refusing.clear()
      trial = undefined
      options.onRefused(refused, error)
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
    get open() {
      return transport !== undefined || reopening
    },
    use(list) {
      addresses = list
      if (transport !== undefined && list.includes(address!)) {
        // Another socket may have been wanted for addresses that are gone again.
        cancelRetry()
        return
      }
      refusing.clear()
      void open(0)
    },
    send,
    checkSource(own) {
      const source = transport?.source?.split('%', 1)[0]
      if (source !== undefined && !own.has(source)) void open(Math.max(0, addresses.indexOf(address!)))
    },
    async close() {
      closed = true
      cancelRetry()
      await transport?.close()
    },
  }
}

import { createSocket, type Socket } from 'node:dgram'
import { codeOf, type Clock, type Log } from '@host-sflow/agent-runtime'
import { describeJson } from './errors.ts'
import type { Feedback } from './feedback.ts'
import { MAX_MESSAGE_BYTES } from './limits.ts'
import { LOOPBACKS, readDrops, type Loopback } from './udp-drops.ts'

const RECEIVE_BUFFER_BYTES = 2 * 1024 * 1024
const RETRY_MS = 60_000
/** The kernel is asked for its drops that long after messages came. */
const DROPS_AFTER_MS = 1000

export interface UdpOptions {
  readonly port: number
  readonly clock: Clock
  readonly log: Log
  readonly feedback: Feedback
  /** Takes a datagram. libuv hands over at most 32 of them in a turn of the event loop. */
  readonly onDatagram: (bytes: Buffer) => void
}

/** Listens on a port of the loopback addresses; each of the two works alone. */
export interface UdpInput {
  /** Datagrams that the kernel dropped since the sockets were opened. */
  readonly dropped: number
  status(): readonly Readonly<Record<string, unknown>>[]
  close(): void
}

export function openUdpInput(options: UdpOptions): UdpInput {
  const ends = LOOPBACKS.map((address) => openEnd(address, options))
  return {
    get dropped() {
      return ends.reduce((sum, end) => sum + end.dropped, 0)
    },
    status: () => ends.map((end) => end.status()),
    close() {
      for (const end of ends) end.close()
    },
  }
}

interface End {
  /** Datagrams that the kernel dropped. */
  readonly dropped: number
  status(): Readonly<Record<string, unknown>>
  close(): void
}

const isMissing = (error: unknown): boolean =>
  ['EADDRNOTAVAIL', 'EAFNOSUPPORT', 'EPROTONOSUPPORT'].includes(codeOf(error) ?? '')

function openEnd(address: Loopback, options: UdpOptions): End {
  const { port, clock, log, feedback, onDatagram } = options
  const endpoint = address === '::1' ? `[::1]:${port}` : `127.0.0.1:${port}`
  const key = `HSF_JSON_UDP ${endpoint}`
  let socket: Socket | undefined
  let state: 'opening' | 'open' | 'failed' | 'absent' | 'closed' = 'opening'
  let cancelRetry = (): void => undefined
  let cancelDrops: (() => void) | undefined
  let dropped = 0
  let bufferBytes = 0

  function fail(error: Error): void {
    socket?.close()
    socket = undefined
    if (state === 'closed') return
    state = 'failed'
    // A host without IPv6 is no trouble.
    if (isMissing(error)) {
      state = 'absent'
      log.debug(`no JSON input at ${endpoint}: ${error.message}`)
    } else log.problem(key, describeJson('HSF_JSON_UDP', `${endpoint}: ${error.message}`))
    cancelRetry = clock.schedule(open, RETRY_MS)
  }

  async function updateDrops(): Promise<void> {
    cancelDrops = undefined
    const now = await readDrops(address, port)
    if (now === undefined || now === dropped || socket === undefined) return
    log.problem('HSF_JSON_UDP_DROPS', describeJson('HSF_JSON_UDP_DROPS', `${now - dropped} at ${endpoint}`))
    dropped = now
  }

  function receive(bytes: Buffer): void {
    cancelDrops ??= clock.schedule(() => void updateDrops(), DROPS_AFTER_MS)
    if (bytes.length > MAX_MESSAGE_BYTES) feedback.tooLarge(bytes.length)
    else onDatagram(bytes)
  }

  function listening(opened: Socket): void {
    state = 'open'
    try {
      opened.setRecvBufferSize(RECEIVE_BUFFER_BYTES)
    } catch (error) {
      // The system's own serves too.
      log.debug(`${endpoint}: ${String(error)}`)
    }
    bufferBytes = opened.getRecvBufferSize()
    log.recovered(key, `the JSON input listens at ${endpoint} again`)
  }

  function open(): void {
    const opened = createSocket(address === '::1' ? { type: 'udp6', ipv6Only: true } : { type: 'udp4' })
    socket = opened
    state = 'opening'
    dropped = 0
    opened.on('error', (error) => socket === opened && fail(error))
    opened.on('message', receive)
    opened.bind({ address, port, exclusive: true }, () => listening(opened))
  }

  open()
  return {
    get dropped() {
      return dropped
    },
    status: () => ({ address: endpoint, state, receiveBufferBytes: bufferBytes, dropped }),
    close() {
      state = 'closed'
      cancelRetry()
      cancelDrops?.()
      socket?.close()
      socket = undefined
      log.forget(key)
    },
  }
}

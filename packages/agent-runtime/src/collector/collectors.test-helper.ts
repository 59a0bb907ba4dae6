import { createFakeClock } from '../../test/kit/fake-clock.ts'
import { createFakeLog } from '../../../../tools/rigs/fake-log.ts'
import { parseCollector, type CollectorSpec } from './collector-spec.ts'
import { createCollectors } from './collectors.ts'
import type { TransportOptions } from './transport.ts'

/** A socket of the test's. */
export interface FakeSocket extends TransportOptions {
  sent: number
  closed: boolean
  full: boolean
}

export const DATAGRAM = new Uint8Array(100)
export const systemError = (code: string): Error => Object.assign(new Error(`send ${code}`), { code })

/** `HOST[:PORT]` or `HOST[:PORT]/PRIORITY`. */
export function parseSpec(text: string): CollectorSpec {
  const [collector = '', priority] = text.split('/')
  return { ...parseCollector(collector), ...(priority !== undefined && { priority: Number(priority) }) }
}

export const parseSpecs = (list: string): CollectorSpec[] =>
  list === '' ? [] : list.split(' ').map(parseSpec)

/** Collectors over sockets and names that the test decides about. */
export function setUp(
  list: string | readonly CollectorSpec[],
  names: Record<string, readonly string[] | Error | Promise<readonly string[]>> = {},
  unreachable = new Set<string>(),
) {
  const clock = createFakeClock()
  const { log, lines } = createFakeLog()
  const sockets: FakeSocket[] = []
  /** What nobody listens at: each datagram is refused. */
  const refusing = new Set<string>()
  /** What a local firewall lets no datagram go to. */
  const forbidden = new Set<string>()
  /** Sockets open when this is resolved. */
  const gate: { opens: Promise<unknown> } = { opens: Promise.resolve() }
  let lookups = 0
  const collectors = createCollectors({
    specs: typeof list === 'string' ? parseSpecs(list) : list,
    log,
    clock,
    random: () => 0.5,
    lookup: async (host) => {
      lookups++
      const answer = names[host] ?? new Error(`getaddrinfo ENOTFOUND ${host}`)
      if (answer instanceof Error) throw answer
      return answer
    },
    openTransport: async (options) => {
      await gate.opens
      if (unreachable.has(options.address)) throw systemError('ENETUNREACH')
      const socket: FakeSocket = { ...options, sent: 0, closed: false, full: false }
      sockets.push(socket)
      return {
        send(bytes) {
          if (socket.full) return false
          if (forbidden.has(options.address)) {
            options.onLost()
            socket.onError(systemError('EPERM'))
            return true
          }
          socket.sent++
          options.onSent(bytes.length)
          if (refusing.has(options.address)) queueMicrotask(() => socket.onError(systemError('ECONNREFUSED')))
          return true
        },
        close: async () => void (socket.closed = true),
      }
    },
  })
  const states = () => collectors.status().map(({ state }) => state)
  /** Datagrams that arrived at an address, in order of no socket. */
  const sentTo = (address: string) =>
    sockets.filter((socket) => socket.address === address).reduce((sum, { sent }) => sum + sent, 0)
  return {
    clock,
    lines,
    sockets,
    gate,
    unreachable,
    refusing,
    forbidden,
    names,
    collectors,
    states,
    sentTo,
    lookups: () => lookups,
  }
}

/** A look-up that the test ends. */
export function answerLater(): {
  promise: Promise<readonly string[]>
  resolve: (addresses: string[]) => void
} {
  let resolve = (_addresses: string[]): void => undefined
  const promise = new Promise<readonly string[]>((done) => (resolve = done))
  return { promise, resolve: (addresses) => resolve(addresses) }
}

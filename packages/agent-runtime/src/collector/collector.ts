import { isIP } from 'node:net'
import type { Clock, Random } from '../clock.ts'
import { codeOf, messageOf } from '../errors.ts'
import type { Log } from '../log/log.ts'
import { BACKLOG_MS, createBacklog } from './backlog.ts'
import { formatCollector, formatEndpoint, type CollectorSpec } from './collector-spec.ts'
import type { CollectorReport, CollectorState } from './collector-status.ts'
import { createConnection } from './connection.ts'
import { codeOfFailure } from './failure.ts'
import { startNameResolver, type Lookup } from './name-resolver.ts'
import { createRefusals } from './refusals.ts'
import type { OpenTransport } from './transport.ts'
import { createTroubles } from './troubles.ts'

export interface CollectorContext {
  readonly clock: Clock
  readonly random: Random
  readonly log: Log
  readonly lookup: Lookup
  readonly openTransport: OpenTransport
  readonly refreshMs: number
  /** It has got or lost its socket, or a datagram was refused. */
  readonly onChange: () => void
}

/** One receiver of the stream; whatever goes wrong with it, it never throws and never disturbs the others. */
export interface Collector {
  readonly label: string
  /** Resolves once the socket is open or the first attempt has failed. */
  readonly settled: Promise<void>
  /** The first attempt is under way, for 5 s at most: datagrams are kept for it. */
  readonly waiting: boolean
  /** Whether there is a socket. */
  readonly open: boolean
  /** With a socket, and not refusing for 30 s. One that is out of use must have shown that it works again. */
  usable(inUse: boolean): boolean
  /** Hands a copy of the datagram to the socket; what cannot be sent is counted. */
  send(bytes: Uint8Array): void
  /** Opens the socket anew if it sends from an address that is not among these. */
  checkSource(own: ReadonlySet<string>): void
  /** The address in use. */
  readonly address: string | null
  report(): CollectorReport
  /** Waits, for at most 1 s, until what is queued has left. */
  close(): Promise<void>
}

/** Starts resolving and connecting at once. */
export function createCollector(spec: CollectorSpec, context: CollectorContext): Collector {
  const { clock, log, onChange } = context
  const label = formatCollector(spec)
  const startedAtMs = clock.nowMs()
  let isSettled = false
  let datagrams = 0
  let bytes = 0
  let lost = 0
  let refusals = 0
  let resolvedAt: string | null = null
  const troubles = createTroubles(label, () => datagrams, log, clock)
  const refusing = createRefusals(clock)
  const backlog = createBacklog(clock)
  let resolveSettled = (): void => undefined
  const settled = new Promise<void>((resolve) => {
    resolveSettled = resolve
  })

  function changed(): void {
    if (!isSettled) {
      isSettled = true
      const { kept, total } = backlog.drain()
      lost += total
      if (connection.open) {
        lost -= kept.length
        for (const datagram of kept) transmit(datagram)
      }
      resolveSettled()
    }
    onChange()
  }

  function transmit(datagram: Uint8Array): void {
    // Said before: some sockets tell at once that it is refused.
    if (connection.open) refusing.sent()
    const outcome = connection.send(datagram)
    if (outcome === 'taken') return
    lost++
    if (outcome === 'queue full') troubles.raise('HSF_COLLECTOR_QUEUE', label)
  }

  function fail(error: unknown): void {
    troubles.raise(codeOfFailure(error, spec), `${label}: ${messageOf(error)}`)
  }

  const connection = createConnection({
    spec,
    clock,
    openTransport: context.openTransport,
    onOpen(address) {
      log.debug(`collector ${label}: sending to ${formatEndpoint(address, spec.port)}`)
      changed()
    },
    onSent(sent) {
      datagrams++
      bytes += sent
    },
    onRefused(address, error) {
      refusals++
      refusing.refused()
      const where = spec.host === address ? label : `${label} (${address})`
      if (codeOf(error) === 'ECONNREFUSED') {
        const remedy = `on ${spec.host} run: sflow listen --port ${spec.port}`
        troubles.raise('HSF_COLLECTOR_REFUSED', where, remedy)
      } else troubles.raise('HSF_COLLECTOR_REJECTED', `${where}: ${messageOf(error)}`)
      onChange()
    },
    onLost() {
      lost++
    },
    onHiccup(error) {
      if (codeOf(error) === 'EMSGSIZE') troubles.raise('HSF_COLLECTOR_TOO_BIG', label)
      else troubles.raise('HSF_COLLECTOR_QUEUE', `${label}: ${messageOf(error)}`)
    },
    onReopen(error) {
      // What was on its way has not arrived: that it was handed over is no sign that anything works.
      refusing.refused()
      fail(error)
    },
    onFailure(error, wasOpen) {
      if (wasOpen) refusing.refused()
      fail(error)
      changed()
    },
  })

  function onResolved(addresses: readonly string[]): void {
    resolvedAt = new Date(clock.dateMs()).toISOString()
    troubles.end('HSF_COLLECTOR_UNRESOLVED', `the name of the collector is resolved again: ${label}`)
    use(addresses)
  }

  function use(addresses: readonly string[]): void {
    const { sourceAddress } = spec
    const family = sourceAddress === undefined ? undefined : isIP(sourceAddress)
    const reachable = family === undefined ? addresses : addresses.filter((each) => isIP(each) === family)
    if (reachable.length > 0) return connection.use(reachable)
    const found = addresses.includes(spec.host) ? '' : ` (${addresses.slice(0, 4).join(', ')})`
    troubles.raise('HSF_COLLECTOR_FAMILY', `${label}${found}`)
    changed()
  }

  function onUnresolved(error: unknown): void {
    // With an address from before, the datagrams go on; a lost DNS server is no reason to fall silent.
    troubles.raise('HSF_COLLECTOR_UNRESOLVED', `${label}: ${messageOf(error)}`)
    changed()
  }

  function state(): CollectorState {
    if (!isSettled) return 'resolving'
    if (!connection.open) return 'error'
    // What has been said of it is taken back later, so that the log does not change its mind all the time.
    const refused = troubles.has('HSF_COLLECTOR_REFUSED', 'HSF_COLLECTOR_REJECTED')
    return refused && !refusing.working ? 'refused' : 'open'
  }

  const { host } = spec
  const { random, lookup, refreshMs } = context
  const resolver =
    isIP(host) === 0
      ? startNameResolver({
          host,
          clock,
          random,
          lookup,
          refreshMs,
          onAddresses: onResolved,
          onFailure: onUnresolved,
        })
      : undefined
  if (resolver === undefined) use([host])

  return {
    label,
    settled,
    get waiting() {
      return !isSettled && clock.nowMs() - startedAtMs < BACKLOG_MS
    },
    get open() {
      return connection.open
    },
    usable: (inUse) => connection.open && (inUse ? !refusing.lasting : refusing.over),
    send(datagram) {
      // Before the next datagram leaves: those before it have had the time to be refused.
      troubles.judge()
      if (!isSettled && backlog.add(datagram)) return
      transmit(datagram)
    },
    checkSource: (own) => connection.checkSource(own),
    get address() {
      return connection.address ?? null
    },
    report: () => ({
      collector: label,
      state: state(),
      address: connection.address ?? null,
      port: spec.port,
      datagrams,
      bytes,
      lost,
      refusals,
      lastError: troubles.last,
      resolvedAt,
    }),
    async close() {
      resolver?.close()
      // At once: another collector of the same name may follow.
      troubles.forget()
      await connection.close()
    },
  }
}

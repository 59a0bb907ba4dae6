import { isIP } from 'node:net'
import type { Clock, Random } from '../clock.ts'
import { codeOf, describe, messageOf, runtimeErrors, type RuntimeErrorCode } from '../errors.ts'
import type { Log } from '../log/log.ts'
import { formatCollector, formatEndpoint, type CollectorSpec } from './collector-spec.ts'
import { createConnection } from './connection.ts'
import { startNameResolver, type Lookup } from './name-resolver.ts'
import type { OpenTransport } from './transport.ts'

/** UDP knows no success: a trouble counts as over when datagrams have left and it has not come back for so long. */
const QUIET_MS = 60_000
const MENDED: Partial<Record<RuntimeErrorCode, string>> = {
  HSF_COLLECTOR_REFUSED: 'the collector no longer refuses datagrams',
  HSF_COLLECTOR_UNREACHABLE: 'datagrams can be sent to the collector again',
  HSF_COLLECTOR_QUEUE: 'datagrams are no longer dropped for the collector',
  HSF_COLLECTOR_TOO_BIG: 'datagrams are no longer too big for the collector',
}

/** `resolving` lasts until the first answer; `error`: no socket at the moment. */
export type CollectorState = 'resolving' | 'open' | 'refused' | 'error'

/** A collector as `status` and `doctor` show it. */
export interface CollectorStatus {
  readonly collector: string
  readonly state: CollectorState
  /** The address in use. */
  readonly address: string | null
  readonly port: number
  readonly datagrams: number
  readonly bytes: number
  /** Datagrams not sent: no socket yet, queue full, or an error. */
  readonly lost: number
  /** ICMP "port unreachable" heard. */
  readonly refusals: number
  readonly lastError: { readonly code: string; readonly message: string; readonly at: string } | null
  /** When the name was last resolved; null for an address. */
  readonly resolvedAt: string | null
}

export interface CollectorContext {
  readonly clock: Clock
  readonly random: Random
  readonly log: Log
  readonly lookup: Lookup
  readonly openTransport: OpenTransport
  readonly refreshMs: number
}

/** One receiver of the stream; whatever goes wrong with it, it never throws and never disturbs the others. */
export interface Collector {
  /** Resolves once the socket is open or the first attempt has failed. */
  readonly settled: Promise<void>
  /** Hands a copy of the datagram to the socket; what cannot be sent is counted. */
  send(bytes: Uint8Array): void
  /** The address in use. */
  readonly address: string | null
  status(): CollectorStatus
  /** Waits, for at most 1 s, until what is queued has left. */
  close(): Promise<void>
}

/** Starts resolving and connecting at once. */
export function createCollector(spec: CollectorSpec, context: CollectorContext): Collector {
  const { clock, log } = context
  const label = formatCollector(spec)
  let state: CollectorState = 'resolving'
  let datagrams = 0
  let bytes = 0
  let lost = 0
  let refusals = 0
  let lastError: CollectorStatus['lastError'] = null
  let resolvedAt: string | null = null
  let settle = (): void => undefined
  const settled = new Promise<void>((resolve) => {
    settle = resolve
  })
  /** What is wrong: when it last happened, and how many datagrams had been sent then. */
  const raised = new Map<RuntimeErrorCode, { readonly atMs: number; readonly datagrams: number }>()

  const keyOf = (code: RuntimeErrorCode): string => `${code} ${label}`
  const now = (): string => new Date(clock.dateMs()).toISOString()

  function problem(
    code: RuntimeErrorCode,
    detail: string,
    remedy: string = runtimeErrors[code].remedy,
  ): void {
    lastError = { code, message: describe(code, detail), at: now() }
    raised.set(code, { atMs: clock.nowMs(), datagrams })
    log.problem(keyOf(code), `${lastError.message} (${remedy})`)
  }

  function recovered(code: RuntimeErrorCode, message: string): void {
    if (raised.delete(code)) log.recovered(keyOf(code), message)
  }

  function judge(): void {
    for (const [code, last] of raised) {
      const message = MENDED[code]
      if (message === undefined || datagrams === last.datagrams) continue
      if (clock.nowMs() - last.atMs < QUIET_MS) continue
      if (code === 'HSF_COLLECTOR_REFUSED') state = 'open'
      recovered(code, `${message}: ${label}`)
    }
  }

  const connection = createConnection({
    spec,
    clock,
    openTransport: context.openTransport,
    onOpen(address) {
      if (state !== 'refused') state = 'open'
      log.debug(`collector ${label}: sending to ${formatEndpoint(address, spec.port)}`)
      settle()
    },
    onSent(sent) {
      datagrams++
      bytes += sent
    },
    onRefused(address) {
      state = 'refused'
      refusals++
      const where = spec.host === address ? label : `${label} (${address})`
      problem('HSF_COLLECTOR_REFUSED', where, `on ${spec.host} run: sflow listen --port ${spec.port}`)
    },
    onLost() {
      lost++
    },
    onHiccup(error) {
      if (codeOf(error) === 'EMSGSIZE') problem('HSF_COLLECTOR_TOO_BIG', label)
      else problem('HSF_COLLECTOR_QUEUE', `${label}: ${messageOf(error)}`)
    },
    onFailure(error) {
      state = 'error'
      const native = codeOf(error) === 'HSF_COLLECTOR_NATIVE'
      problem(native ? 'HSF_COLLECTOR_NATIVE' : 'HSF_COLLECTOR_UNREACHABLE', `${label}: ${messageOf(error)}`)
      settle()
    },
  })

  function onResolved(addresses: readonly string[]): void {
    resolvedAt = now()
    recovered('HSF_COLLECTOR_UNRESOLVED', `the name of the collector is resolved again: ${label}`)
    connection.use(addresses)
  }

  function onUnresolved(error: unknown): void {
    // With an address from before, the datagrams go on; a lost DNS server is no reason to fall silent.
    if (connection.address === undefined) state = 'error'
    problem('HSF_COLLECTOR_UNRESOLVED', `${label}: ${messageOf(error)}`)
    settle()
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
  if (resolver === undefined) connection.use([host])

  return {
    settled,
    send(datagram) {
      // Before the next datagram leaves: those before it have had the time to be refused.
      if (raised.size > 0) judge()
      const outcome = connection.send(datagram)
      if (outcome === 'taken') return
      lost++
      if (outcome === 'queue full') problem('HSF_COLLECTOR_QUEUE', label)
    },
    get address() {
      return connection.address ?? null
    },
    status: () => ({
      collector: label,
      state,
      address: connection.address ?? null,
      port: spec.port,
      datagrams,
      bytes,
      lost,
      refusals,
      lastError,
      resolvedAt,
    }),
    async close() {
      resolver?.close()
      await connection.close()
      for (const code of raised.keys()) log.forget(keyOf(code))
    },
  }
}

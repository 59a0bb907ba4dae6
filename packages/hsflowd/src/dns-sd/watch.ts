import { formatEndpoint, messageOf, type Log, type StateDirectory } from '@host-sflow/agent-runtime'
import { askDnsSd, type AskOptions, type Round } from './ask.ts'
import { followResolvConf } from './follow-resolv-conf.ts'
import type { Found, LookUp } from './look-up.ts'
import { openMemory, readRemembered, type Remembered } from './remembered.ts'
import { CEILING_MS, FLOOR_MS, waitMs } from './schedule.ts'
import { createTroubles } from './troubles.ts'

/** What a look-up came to. `changed`: other targets or settings than those of the last good answer, or no longer any. */
export type DnsSdOutcome =
  | (Found & {
      readonly changed: boolean
      /** The answer is that of an earlier run, since DNS did not give one; milliseconds since 1970. */
      readonly rememberedAtMs?: number
    })
  | { readonly state: 'off'; readonly why: string; readonly changed: boolean }
  | { readonly state: 'failed'; readonly why: string; readonly changed: false }

/** For `hsflowd status`. Times as ISO 8601 gives them. */
export interface DnsSdStatus {
  /** Of the last look-up. */
  readonly state: 'waiting' | DnsSdOutcome['state']
  /** Whose records are in force. */
  readonly name: string | null
  /** The server that was asked last. */
  readonly server: string | null
  readonly ttlS: number | null
  readonly lastQuery: string | null
  /** When DNS last gave an answer, whichever. */
  readonly lastAnswer: string | null
  readonly nextQuery: string | null
  /** What is in force is from an earlier run. */
  readonly remembered: boolean
  readonly lastError: string | null
}

export interface DnsSdWatchOptions extends AskOptions {
  readonly log: Log
  /** Where the last good answer is kept for the next run. */
  readonly state?: StateDirectory | undefined
  /** Least time between two look-ups, unless one failed; 10 s. */
  readonly floorMs?: number | undefined
  /** Longest time between two look-ups, whatever the TTL; 1 h. */
  readonly ceilingMs?: number | undefined
  /** Instead of asking DNS. */
  readonly ask?: ((previous: Found | undefined) => Promise<Round>) | undefined
  /** After every look-up. */
  readonly onOutcome: (outcome: DnsSdOutcome) => void
}

export interface DnsSdWatch {
  /** Asks now; resolves when the outcome has been told. */
  refresh(): Promise<void>
  status(): DnsSdStatus
  /** No outcome is told after it. */
  close(): void
}

/** Asks DNS where to send, at once and then by the TTL of the answer. */
export function watchDnsSd(options: DnsSdWatchOptions): DnsSdWatch {
  const { clock, random, floorMs = FLOOR_MS, ceilingMs = CEILING_MS, onOutcome } = options
  const ask = options.ask ?? ((previous) => askDnsSd(options, previous))
  const memory = openMemory(options.state)
  const troubles = createTroubles(options.log)
  let closed = false
  let cancel = (): void => undefined
  let underWay: Promise<void> | undefined
  let failures = 0
  /** What is in force: undefined before the first answer, and when there is to be none. */
  let current: Found | undefined
  /** What the last run learnt, as long as nothing better is known. */
  let remembered: Promise<Remembered | undefined> | undefined = readRemembered(options.state)
  let told: string | undefined
  let status: DnsSdStatus = {
    state: 'waiting',
    name: null,
    server: null,
    ttlS: null,
    lastQuery: null,
    lastAnswer: null,
    nextQuery: null,
    remembered: false,
    lastError: null,
  }

  async function round(): Promise<void> {
    cancel()
    const earlier = current === undefined ? await remembered : undefined
    const { names, exchanges, result } = await askSafely(current ?? earlier)
    if (closed) return
    failures = result.state === 'failed' ? failures + 1 : 0
    const delayMs = waitMs(result, failures, { floorMs, ceilingMs, random })
    const nowMs = clock.dateMs()
    const server = exchanges.at(-1)?.server
    status = {
      ...status,
      state: result.state,
      server: server === undefined ? null : formatEndpoint(server.address, server.port),
      ttlS: result.state === 'failed' ? null : (result.ttlS ?? null),
      lastQuery: new Date(nowMs).toISOString(),
      ...(result.state !== 'failed' && { lastAnswer: new Date(nowMs).toISOString() }),
      nextQuery: new Date(nowMs + delayMs).toISOString(),
      lastError: result.state === 'failed' ? result.why : null,
    }
    cancel = clock.schedule(() => void start(), delayMs)
    take(result, names, earlier)
  }

  async function askSafely(
    previous: Found | undefined,
  ): Promise<Pick<Round, 'names' | 'exchanges' | 'result'>> {
    try {
      return await ask(previous)
    } catch (error) {
      const result = { state: 'failed', why: messageOf(error), warnings: [] } as const
      return { names: [], exchanges: [], result }
    }
  }

  function take(result: LookUp, names: readonly string[], earlier: Remembered | undefined): void {
    troubles.say(result)
    if (result.state === 'found') return takeFound(result)
    const last = current ?? earlier
    if (result.state === 'off') {
      // A host that starts before its network has told it its domain has asked for other names.
      if (last === undefined || names.includes(last.name)) {
        forgetRemembered()
        memory.forget()
      }
      current = undefined
      status = { ...status, name: null, remembered: false }
      return onOutcome({ state: 'off', why: result.why, changed: isNew('off') })
    }
    if (earlier === undefined || !names.includes(earlier.name))
      return onOutcome({ state: 'failed', why: result.why, changed: false })
    forgetRemembered()
    const { atMs, ...found } = earlier
    current = found
    status = { ...status, name: found.name, remembered: true }
    options.log.warn(`DNS fails: what it said on ${new Date(atMs).toISOString()} is used: ${describe(found)}`)
    onOutcome({ ...found, changed: isNew(textOf(found)), rememberedAtMs: atMs })
  }

  function takeFound({ name, targets, txt }: Extract<LookUp, { state: 'found' }>): void {
    forgetRemembered()
    current = { state: 'found', name, targets, txt }
    const changed = isNew(textOf(current))
    memory.keep(current, clock.dateMs(), changed)
    status = { ...status, name, remembered: false }
    if (changed) options.log.info(`DNS says: ${describe(current)}`)
    onOutcome({ ...current, changed })
  }

  function forgetRemembered(): void {
    remembered = undefined
  }

  function isNew(text: string): boolean {
    const changed = text !== told
    told = text
    return changed
  }

  function start(): Promise<void> {
    underWay ??= round().finally(() => (underWay = undefined))
    return underWay
  }

  /** Also where the round under way has begun with what is no longer so. */
  const again = (): Promise<void> => underWay?.then(start) ?? start()

  const unfollow = isOwnResolver(options)
    ? followResolvConf({ file: options.resolvConf, clock, onChange: () => void again() })
    : undefined
  void start()
  return {
    refresh: start,
    status: () => status,
    close() {
      closed = true
      cancel()
      unfollow?.()
      troubles.forget()
    },
  }
}

const isOwnResolver = ({ ask, resolver }: DnsSdWatchOptions): boolean =>
  ask === undefined && resolver === undefined

const textOf = ({ name, targets, txt }: Found): string => JSON.stringify([name, targets, txt])

function describe({ name, targets, txt }: Found): string {
  const to = targets.map(({ host, port, priority }) => `${formatEndpoint(host, port)} (priority ${priority})`)
  return `${name}: collectors ${to.join(', ')}; ${txt.length} settings`
}

// For tests: an agent whose clock the test sets, the JSON input in front of it, and its datagrams decoded.
import {
  createAgent,
  type Agent,
  type Clock,
  type Log,
  type Random,
  type StateDirectory,
} from '@host-sflow/agent-runtime'
import {
  appOperation,
  countersSampleExpanded,
  decodeDatagram,
  flowSampleExpanded,
  tagOf,
  type Datagram,
  type KnownRecord,
} from '@host-sflow/sflow-encoder'
import { plainSettings } from '../../settings/plain.test-helper.ts'
import type { Settings } from '../../settings/settings.ts'
import { openApps, type Apps } from './apps.ts'
import { createFeedback, type Feedback } from './feedback.ts'
import { createInput } from './input.ts'

type Fields = Readonly<Record<string, unknown>>

/** A sample, flattened. */
export interface Sent {
  readonly atMs: number
  readonly tag: string
  /** `class:index`. */
  readonly source: string
  readonly fields: Fields
  /** Fields by name of the record, in the order of the wire. */
  readonly records: Readonly<Record<string, Fields>>
}

export interface Rig {
  readonly agent: Agent
  /** The datagrams as they were sent. */
  readonly bytes: Uint8Array[]
  readonly datagrams: Datagram[]
  readonly lines: string[]
  readonly feedback: Feedback
  readonly apps: Apps
  readonly state: Map<string, unknown>
  /** Takes messages in, as one batch. */
  send(...messages: readonly unknown[]): void
  /** The same, of text as it arrives. */
  sendText(...texts: readonly string[]): void
  sent(): Sent[]
  flows(): Sent[]
  counters(): Sent[]
  set(settings: Partial<Settings>): void
  advance(ms: number): Promise<void>
  close(): Promise<void>
}

export const settingsWith = (settings: Partial<Settings> = {}): Settings => ({
  ...plainSettings,
  samplingIsSet: true,
  agentIP: '192.0.2.1',
  json: { udpport: 0 },
  ...settings,
})

export async function openRig(
  options: {
    settings?: Partial<Settings>
    random?: Random
    state?: Map<string, unknown>
    /** The agent does not poll. */
    still?: boolean
  } = {},
): Promise<Rig> {
  const { random = Math.random, state: stored = new Map<string, unknown>() } = options
  const time = fakeClock()
  const { clock } = time
  const { log, lines } = fakeLog()
  let current = settingsWith(options.settings)
  const datagrams: Datagram[] = []
  const atMs: number[] = []
  const sentBytes: Uint8Array[] = []
  const agent = createAgent({
    identity: { agentAddress: '192.0.2.1', subAgentId: 100_000 },
    destination: {
      size: 1,
      send(bytes) {
        sentBytes.push(Uint8Array.from(bytes))
        datagrams.push(decodeDatagram(sentBytes.at(-1)!))
        atMs.push(clock.nowMs())
      },
    },
    log,
    clock,
    random,
    maxDatagramBytes: current.datagramBytes,
  })
  const state: StateDirectory = {
    flush: () => Promise.resolve(),
    path: '/nowhere',
    read: (name) => Promise.resolve(stored.get(name)),
    write(name, value) {
      stored.set(name, JSON.parse(JSON.stringify(value)))
      return Promise.resolve()
    },
  }
  const settings = (): Settings => current
  const feedback = createFeedback(log, clock)
  const apps = await openApps({ agent, state, clock, log, settings })
  const input = createInput({ agent, apps, clock, random, settings, feedback })
  if (options.still !== true) agent.start()

  function sendText(...texts: readonly string[]): void {
    for (const text of texts) input.datagram(Buffer.from(text))
    input.endBatch()
  }
  const sent = (): Sent[] => {
    agent.flush()
    return datagrams.flatMap((datagram, i) =>
      datagram.samples.map((sample) => flatten(sample as KnownRecord, atMs[i]!)),
    )
  }
  return {
    agent,
    bytes: sentBytes,
    datagrams,
    lines,
    feedback,
    apps,
    state: stored,
    sendText,
    send: (...messages) => sendText(...messages.map((message) => JSON.stringify(message))),
    sent,
    flows: () => sent().filter(({ tag }) => tag === flowSampleExpanded.tag),
    counters: () => sent().filter(({ tag }) => tag === countersSampleExpanded.tag),
    set(next) {
      current = { ...current, ...next }
      apps.apply()
    },
    advance: time.advance,
    async close() {
      agent.stop()
      await apps.close()
    },
  }
}

function flatten(sample: KnownRecord, atMs: number): Sent {
  const fields = sample.fields as Fields
  const source = fields['source_id'] as { class: number; index: number } | undefined
  const records = (fields['records'] ?? []) as readonly KnownRecord[]
  return {
    atMs,
    tag: tagOf(sample),
    source: `${source?.class}:${source?.index}`,
    fields,
    records: Object.fromEntries(records.map(({ row, fields: values }) => [row.name, values as Fields])),
  }
}

/** The operation of a flow sample. */
export const operationIn = ({ records }: Sent): Fields => records[appOperation.name]!

function fakeClock(): { clock: Clock; advance: (ms: number) => Promise<void> } {
  let nowMs = 0
  let timers: { readonly atMs: number; readonly callback: () => void }[] = []
  return {
    clock: {
      nowMs: () => nowMs,
      dateMs: () => Date.UTC(2026, 0, 1) + nowMs,
      schedule(callback, delayMs) {
        const timer = { atMs: nowMs + delayMs, callback }
        timers.push(timer)
        return () => void (timers = timers.filter((each) => each !== timer))
      },
    },
    async advance(ms) {
      const untilMs = nowMs + ms
      for (;;) {
        const [next] = timers.toSorted((a, b) => a.atMs - b.atMs)
        if (next === undefined || next.atMs > untilMs) break
        timers = timers.filter((each) => each !== next)
        nowMs = Math.max(nowMs, next.atMs)
        next.callback()
        await Promise.resolve()
      }
      nowMs = untilMs
    },
  }
}

function fakeLog(): { log: Log; lines: string[] } {
  const lines: string[] = []
  const lasting = new Set<string>()
  const say = (message: string): void => void lines.push(message)
  const ignored = (): void => undefined
  const log: Log = {
    trace: ignored,
    debug: ignored,
    info: say,
    warn: say,
    error: say,
    fatal: say,
    problem(key, message) {
      if (!lasting.has(key)) say(message)
      lasting.add(key)
    },
    recovered(key, message) {
      if (lasting.delete(key)) say(message)
    },
    forget: (key) => void lasting.delete(key),
    child: () => log,
  }
  return { log, lines }
}

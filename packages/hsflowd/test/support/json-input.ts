// The JSON input with real sockets: module, agent and collector in this process.
import { once } from 'node:events'
import { createSocket } from 'node:dgram'
import {
  createAgent,
  createCollectors,
  createLog,
  openStateDirectory,
  parseCollector,
  systemClock,
  type Clock,
} from '@host-sflow/agent-runtime'
import { tagOf, type KnownRecord } from '@host-sflow/sflow-encoder'
import { onTestFinished } from 'vitest'
import { json } from '../../src/modules/json/json.ts'
import type { RunningModule } from '../../src/modules/module.ts'
import type { Settings } from '../../src/settings/settings.ts'
import { settingsWith } from '../../src/modules/json/rig.test-helper.ts'
import { openReceiver, type Receiver } from '../../../../tools/rigs/receiver.ts'

type Fields = Readonly<Record<string, unknown>>

/** A sample as it arrived, flattened. */
export interface Arrived {
  readonly tag: string
  readonly source: string
  readonly fields: Fields
  readonly records: Readonly<Record<string, Fields>>
}

export interface JsonInput {
  readonly module: RunningModule
  readonly receiver: Receiver
  /** Lines of the log. */
  readonly lines: readonly string[]
  readonly status: () => Record<string, unknown>
  readonly arrived: () => Arrived[]
  readonly set: (settings: Partial<Settings>) => Promise<void>
  /** Waits until this many messages were read. */
  readonly messages: (count: number) => Promise<void>
  readonly close: () => Promise<void>
}

/** Seconds between two looks, and the minute between two tries, become hundredths. */
export const hastyClock: Clock = {
  ...systemClock,
  schedule: (callback, delayMs) => systemClock.schedule(callback, delayMs / 100),
}

/** Starts the input, in front of a receiver. */
export async function startJsonInput(
  settings: Partial<Settings>,
  options: { state: string; clock?: Clock },
): Promise<JsonInput> {
  const { clock = systemClock, state } = options
  const receiver = await openReceiver()
  const lines: string[] = []
  const log = createLog({ name: 'test', format: 'text', write: (text) => lines.push(text.trimEnd()) })
  const collectors = createCollectors({ specs: [parseCollector(`127.0.0.1:${receiver.port}`)], log })
  await collectors.ready(1000)
  let current = settingsWith({ sampling: 1, ...settings })
  const agent = createAgent({
    identity: { agentAddress: '192.0.2.1', subAgentId: 100_000 },
    destination: collectors,
    log,
  })
  const module = await json.start({
    agent,
    // The input reads nothing of the host.
    host: undefined as never,
    state: openStateDirectory(state, log),
    clock,
    random: Math.random,
    log,
    settings: () => current,
    // Nor does it start any program.
    programs: undefined as never,
    onStatus: () => undefined,
  })
  agent.start()
  let closed = false
  const input: JsonInput = {
    module,
    receiver,
    lines,
    status: () => module.status(),
    arrived: () =>
      receiver.received.flatMap(({ datagram }) =>
        datagram.samples.map((sample) => flatten(sample as KnownRecord)),
      ),
    async set(next) {
      current = { ...current, ...next }
      await module.apply()
    },
    async messages(count) {
      await receiver.until(
        `${count} messages`,
        () => (module.status()['messages'] as number) >= count,
        20_000,
      )
    },
    async close() {
      if (closed) return
      closed = true
      await module.close()
      agent.stop()
      await collectors.close()
      await receiver.close()
    },
  }
  onTestFinished(() => input.close())
  if ((current.json?.udpport ?? 0) !== 0)
    await receiver.until('the socket', () => udpStates(input).includes('open'))
  return input
}

/** States of 127.0.0.1 and ::1. */
export const udpStates = (input: JsonInput): string[] =>
  (input.status()['udp'] as { state: string }[]).map(({ state }) => state)

function flatten(sample: KnownRecord): Arrived {
  const fields = sample.fields as Fields
  const source = fields['source_id'] as { class: number; index: number } | undefined
  const records = (fields['records'] ?? []) as readonly KnownRecord[]
  return {
    tag: tagOf(sample),
    source: `${source?.class}:${source?.index}`,
    fields,
    records: Object.fromEntries(records.map(({ row, fields: values }) => [row.name, values as Fields])),
  }
}

/** Sends datagrams, one after the other. */
export async function sendUdp(port: number, address: string, texts: readonly string[]): Promise<void> {
  const socket = createSocket(address.includes(':') ? 'udp6' : 'udp4')
  for (const text of texts)
    await new Promise<void>((resolve, reject) => {
      socket.send(text, port, address, (error) => (error === null ? resolve() : reject(error)))
    })
  const closed = once(socket, 'close')
  socket.close()
  await closed
}

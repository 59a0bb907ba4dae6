// A collector of the test's own.
import { spawn } from 'node:child_process'
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { countersSampleExpanded, decodeDatagram, tagOf, type Datagram } from '@host-sflow/sflow-encoder'
import { afterAll } from 'vitest'

export interface Received {
  readonly atMs: number
  readonly bytes: Buffer
  readonly datagram: Datagram
}

/** A counters sample, flattened. */
export interface Counters {
  /** When the agent sent it, by its own clock: what the machine does meanwhile does not show in it. */
  readonly uptimeMs: number
  /** `class:index`. */
  readonly source: string
  readonly sequence: number
  /** Fields by name of the record. */
  readonly records: Readonly<Record<string, Readonly<Record<string, unknown>>>>
}

export interface Receiver {
  readonly port: number
  readonly received: readonly Received[]
  readonly counters: () => Counters[]
  /** Waits for a state of what was received. */
  readonly until: <T>(what: string, probe: () => T | undefined | false, timeoutMs?: number) => Promise<T>
  readonly close: () => Promise<void>
}

const open = new Set<() => Promise<void>>()
afterAll(() => Promise.all([...open].map((close) => close())))

/** `port` 0: a free one. */
export async function openReceiver(address = '127.0.0.1', port = 0): Promise<Receiver> {
  const socket = createSocket(address.includes(':') ? 'udp6' : 'udp4')
  const { receiver, take } = collect(async () => {
    const closed = once(socket, 'close')
    socket.close()
    await closed
  })
  socket.on('message', take)
  socket.bind(port, address)
  await once(socket, 'listening')
  return { ...receiver, port: socket.address().port }
}

const LISTENER = `const address = process.argv[1]
const socket = require('node:dgram').createSocket({ type: address.includes(':') ? 'udp6' : 'udp4' })
socket.on('message', (bytes) => console.log(bytes.toString('hex')))
socket.bind(0, address, () => console.log(socket.address().port))`

/** One in a network namespace: a process there, which hands over what it gets. */
export async function openReceiverIn(prefix: readonly string[], address = '127.0.0.1'): Promise<Receiver> {
  const [command, ...args] = [...prefix, process.execPath, '-e', LISTENER, address]
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  const { receiver, take } = collect(async () => {
    const closed = once(child, 'close')
    child.kill()
    await closed
  })
  const lines = createInterface(child.stdout)
  const [port] = (await once(lines, 'line')) as [string]
  lines.on('line', (hex) => take(Buffer.from(hex, 'hex')))
  return { ...receiver, port: Number(port) }
}

function collect(end: () => Promise<void>): {
  receiver: Omit<Receiver, 'port'>
  take: (bytes: Buffer) => void
} {
  const received: Received[] = []
  async function close(): Promise<void> {
    if (open.delete(close)) await end()
  }
  open.add(close)

  async function until<T>(what: string, probe: () => T | undefined | false, timeoutMs = 10_000): Promise<T> {
    const deadline = performance.now() + timeoutMs
    for (;;) {
      const value = probe()
      if (value !== undefined && value !== false) return value
      if (performance.now() > deadline)
        throw new Error(`not within ${timeoutMs} ms, after ${received.length} datagrams: ${what}`)
      await sleep(20)
    }
  }

  return {
    receiver: { received, counters: () => received.flatMap(countersOf), until, close },
    take: (bytes) => void received.push({ atMs: performance.now(), bytes, datagram: decodeDatagram(bytes) }),
  }
}

function countersOf({ datagram }: Received): Counters[] {
  return datagram.samples.map((sample) => {
    if (sample.row !== countersSampleExpanded) throw new Error(`a sample of type ${tagOf(sample)}`)
    const fields = sample.fields as {
      sequence_number: number
      source_id: { class: number; index: number }
      records: readonly { row?: { name: string }; fields?: Record<string, unknown> }[]
    }
    return {
      uptimeMs: datagram.uptime,
      source: `${fields.source_id.class}:${fields.source_id.index}`,
      sequence: fields.sequence_number,
      records: Object.fromEntries(
        fields.records.map(({ row, fields: values }) => [row!.name, values!] as const),
      ),
    }
  })
}

/** A port at which nothing listens. */
export async function closedPort(address = '127.0.0.1'): Promise<number> {
  const receiver = await openReceiver(address)
  await receiver.close()
  return receiver.port
}
